package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Tensor;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;

/** Draws which values survive dropout; one stream for all passes of a layer. */
final class DropoutMask {
  private static final int BITS = 16;
  private static final int DRAWS_IN_A_LONG = Long.SIZE / BITS;

  private final int threshold;
  private SplittableRandom random = new SplittableRandom(0);
  private byte[] values = new byte[0];

  /** A value survives with this probability, to 16 bits. */
  DropoutMask(double keep) {
    threshold = (int) Math.round(keep * (1 << BITS));
  }

  void seed(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Fills a tensor of bytes with 1 for a value that survives and 0 for another. */
  void draw(Tensor mask) {
    int count = (int) mask.bytes();
    if (values.length != count) {
      values = new byte[count];
    }
    int whole = count - count % DRAWS_IN_A_LONG;
    for (int i = 0; i < whole; i += DRAWS_IN_A_LONG) {
      long bits = random.nextLong();
      values[i] = survives((int) bits);
      values[i + 1] = survives((int) (bits >>> BITS));
      values[i + 2] = survives((int) (bits >>> (2 * BITS)));
      values[i + 3] = survives((int) (bits >>> (3 * BITS)));
    }
    for (int i = whole; i < count; i++) {
      values[i] = survives((int) random.nextLong());
    }
    new BytePointer(mask.address()).put(values, 0, count);
  }

  /** Without a branch, which chance would mispredict. */
  private byte survives(int bits) {
    return (byte) (((bits & 0xffff) - threshold) >>> 31);
  }
}
