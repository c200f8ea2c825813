package io.sparkgan.spark;

import org.apache.spark.Partitioner;

/** Sends all contributions to a chunk to one reducer, neighbouring chunks to different ones. */
final class ChunkPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int partitions;

  ChunkPartitioner(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object key) {
    return Math.floorMod(((ChunkKey) key).chunk(), partitions);
  }
}
