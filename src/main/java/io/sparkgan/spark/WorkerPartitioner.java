package io.sparkgan.spark;

import org.apache.spark.Partitioner;

/** Sends turn t to partition t % workers, that of its worker. */
final class WorkerPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int workers;

  WorkerPartitioner(int workers) {
    this.workers = workers;
  }

  @Override
  public int numPartitions() {
    return workers;
  }

  @Override
  public int getPartition(Object turn) {
    return (int) ((Long) turn % workers);
  }
}
