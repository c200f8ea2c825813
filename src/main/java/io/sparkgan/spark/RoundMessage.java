package io.sparkgan.spark;

import io.sparkgan.averaging.ChunkMean;
import io.sparkgan.averaging.Contribution;
import io.sparkgan.training.DivergedException;
import io.sparkgan.training.WorkerReport;
import java.io.Serializable;

/**
 * What travels in a round: from worker tasks through the shuffle to reducers, and from there to the
 * driver.
 */
sealed interface RoundMessage extends Serializable {

  /** One worker's copy of one chunk, to a reducer. */
  record Part(Contribution contribution) implements RoundMessage {}

  /** What a worker did, through a reducer to the driver. */
  record Report(WorkerReport report) implements RoundMessage {}

  /**
   * Why a worker has nothing to send, through a reducer to the driver. It is a result and no
   * failure of the task, which Spark would try again, to the same end.
   */
  record Diverged(int worker, DivergedException divergence) implements RoundMessage {}

  /** The average of one chunk, to the driver. */
  record Mean(int chunk, ChunkMean mean) implements RoundMessage {}

  /** How long a reducer took, to the driver. */
  record Reduced(long millis) implements RoundMessage {}
}
