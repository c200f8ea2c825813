package io.sparkgan.spark;

import java.io.Serializable;
import java.util.Comparator;

/**
 * What the shuffle of a round sorts by: all that concerns one chunk comes together, in order of
 * worker.
 *
 * @param chunk index of the chunk, or {@link #REPORT}
 */
record ChunkKey(int chunk, int worker) implements Serializable {
  /** The key of a worker's report. */
  static final int REPORT = -1;

  /** Spark sends the comparator to the tasks that sort. */
  static final class Order implements Comparator<ChunkKey>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(ChunkKey a, ChunkKey b) {
      int byChunk = Integer.compare(a.chunk, b.chunk);
      return byChunk != 0 ? byChunk : Integer.compare(a.worker, b.worker);
    }
  }
}
