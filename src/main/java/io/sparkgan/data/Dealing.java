package io.sparkgan.data;

import java.io.Serializable;
import java.util.Objects;

/** An order of the numbers below a size, in which images are dealt out. */
interface Dealing extends Serializable {
  /** How many numbers there are. */
  long size();

  /** When a number, 0 to size - 1, has its turn: again 0 to size - 1. */
  long apply(long index);

  /** Which number has that turn: the inverse of {@link #apply}. */
  long invert(long position);

  /**
   * Each number in its own place.
   *
   * @param size how many numbers there are
   */
  record InOrder(long size) implements Dealing {
    @Override
    public long apply(long index) {
      return Objects.checkIndex(index, size);
    }

    @Override
    public long invert(long position) {
      return Objects.checkIndex(position, size);
    }
  }
}
