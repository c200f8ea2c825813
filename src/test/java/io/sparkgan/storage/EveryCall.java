package io.sparkgan.storage;

import io.sparkgan.storage.Breakage.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Breaks each call that some work makes of a file system, one after the other. */
final class EveryCall {
  private EveryCall() {}

  /** Does the work with a file system that is broken at a call, and sees what became of it. */
  interface Trial {
    void with(int call, Breakage breakage) throws IOException;
  }

  /**
   * Tries until a call is beyond the last one of the work.
   *
   * @return the calls that were broken
   */
  static List<String> inTurn(Fault fault, Trial trial) throws IOException {
    List<String> struck = new ArrayList<>();
    while (true) {
      Breakage breakage = new Breakage(fault, struck.size() + 1);
      trial.with(struck.size() + 1, breakage);
      if (!breakage.hasStruck()) {
        return struck;
      }
      struck.add(breakage.struck());
    }
  }
}
