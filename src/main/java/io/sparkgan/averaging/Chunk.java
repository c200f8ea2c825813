package io.sparkgan.averaging;

import io.sparkgan.state.GanState;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A piece of one section of a state; what the shuffle carries and a reducer averages.
 *
 * @param index position among all chunks of a plan
 * @param section position of the section in the layout
 * @param offset first value within the section
 * @param length number of values
 */
public record Chunk(int index, int section, int offset, int length) implements Serializable {

  /** A copy of this chunk's values. */
  public float[] cut(GanState state) {
    return Arrays.copyOfRange(state.values(section), offset, offset + length);
  }
}
