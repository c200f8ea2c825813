package io.sparkgan.job;

import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.WriteLock;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where a new run will be.
 *
 * @param out the folder of runs
 */
record RunPlace(Configuration hadoop, String out, String run, RunDirectory.IfExists ifExists) {

  /**
   * Checks that the run can be made.
   *
   * @throws io.sparkgan.config.UserInputException if it cannot
   */
  void requireFree() {
    RunDirectory.planned(hadoop, out, run, ifExists);
  }

  /**
   * Takes the lock of the run, whether it is there or not.
   *
   * @param notice is told of those that it is taken over from
   * @throws io.sparkgan.config.UserInputException if another driver trains it, or may do so
   */
  WriteLock lock(WriteLock.IfUnsure ifUnsure, Consumer<String> notice) {
    String folder = new Path(HadoopFiles.path(out), run).toString();
    return WriteLock.take(hadoop, folder, ifUnsure, notice);
  }

  /** Makes it. */
  RunDirectory make(String runJson) {
    return RunDirectory.create(hadoop, out, run, ifExists, runJson);
  }
}
