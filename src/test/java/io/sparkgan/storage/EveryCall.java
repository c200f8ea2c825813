package io.sparkgan.storage;

import io.sparkgan.storage.BrokenLocalFileSystem.Fault;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Breaks each call that some work makes of a file system, one after the other. */
final class EveryCall {
  /** Made once, as it is read from files. */
  private static final Configuration CONFIGURATION = new Configuration();

  private EveryCall() {}

  /** Does the work with a file system that is broken at a call, and sees what became of it. */
  interface Trial {
    void with(int call, BrokenLocalFileSystem broken) throws IOException;
  }

  /**
   * Tries until a call is beyond the last one of the work.
   *
   * @return how often the fault struck
   */
  static int inTurn(Fault fault, Trial trial) throws IOException {
    int call = 0;
    boolean struck = true;
    while (struck) {
      call++;
      BrokenLocalFileSystem broken = fault.at(call, CONFIGURATION);
      trial.with(call, broken);
      struck = broken.struck();
    }
    return call - 1;
  }
}
