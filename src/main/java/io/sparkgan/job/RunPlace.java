package io.sparkgan.job;

import io.sparkgan.storage.RunDirectory;
import org.apache.hadoop.conf.Configuration;

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

  /** Makes it. */
  RunDirectory make(String runJson) {
    return RunDirectory.create(hadoop, out, run, ifExists, runJson);
  }
}
