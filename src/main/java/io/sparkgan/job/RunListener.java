package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.training.Progress;

/** Hears how a run is trained, from the beginning to the end, so that a person can be told. */
interface RunListener extends Progress, AutoCloseable {

  /**
   * Training begins.
   *
   * @param line which run it is, and where it is or after which round it goes on
   */
  void begins(String line, Settings settings, Shards shards);

  /** Something of the run is not as it should be, and training goes on all the same. */
  void warned(String line);

  /**
   * Training is over: the run has all its rounds, no longer gets better, or was stopped.
   *
   * @param round the last that was committed
   * @param plateau whether rounds no longer got better
   */
  void ended(RunDirectory run, Settings settings, int round, boolean plateau);

  /** Nothing more will be heard, whether training ended or failed. */
  @Override
  void close();
}
