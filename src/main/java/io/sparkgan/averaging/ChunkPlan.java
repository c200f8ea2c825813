package io.sparkgan.averaging;

import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * How a state is cut for averaging. A chunk lies within one section, and all workers' copies of one
 * chunk together stay within {@link #REDUCER_BYTES}, so a reducer's memory does not grow with the
 * number of workers.
 */
public final class ChunkPlan {
  /** Contributions to one chunk that a reducer may hold at once. */
  static final int REDUCER_BYTES = 32 << 20;

  /** Larger chunks would not be faster; Spark's serialiser keeps a hundred of them in memory. */
  static final int MAX_FLOATS = 1 << 16;

  private static final int MIN_FLOATS = 1 << 8;

  private final List<Chunk> chunks;

  public ChunkPlan(Layout layout, UpdaterState updaterState, int workers) {
    int size = Math.max(MIN_FLOATS, Math.min(MAX_FLOATS, REDUCER_BYTES / Float.BYTES / workers));
    List<Chunk> all = new ArrayList<>();
    for (int s = 0; s < layout.sections().size(); s++) {
      Section section = layout.sections().get(s);
      // What is reset after the round need not travel.
      if (section.kind() == Section.Kind.UPDATER && updaterState == UpdaterState.RESET) {
        continue;
      }
      for (int offset = 0; offset < section.length(); offset += size) {
        int length = Math.min(size, section.length() - offset);
        all.add(new Chunk(all.size(), s, offset, length));
      }
    }
    chunks = List.copyOf(all);
  }

  public List<Chunk> chunks() {
    return chunks;
  }

  /** Size of all chunks: what one worker sends. */
  public long bytes() {
    return chunks.stream().mapToLong(chunk -> (long) chunk.length() * Float.BYTES).sum();
  }
}
