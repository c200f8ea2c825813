package io.sparkgan.gan;

import io.sparkgan.config.Recipe.PixelRange;

/** Between grey values 0 to 255 and the numbers networks see. */
public final class PixelCodec {
  private final float[] table = new float[256];
  private final PixelRange range;

  /** Between grey values and numbers of this range. */
  public PixelCodec(PixelRange range) {
    this.range = range;
    for (int grey = 0; grey < table.length; grey++) {
      table[grey] =
          switch (range) {
            case UNIT -> grey / 255f;
            case SYMMETRIC -> grey / 127.5f - 1;
          };
    }
  }

  /** What each grey value becomes; not a copy. */
  public float[] table() {
    return table;
  }

  /** The nearest grey value. */
  byte grey(float value) {
    float unit =
        switch (range) {
          case UNIT -> value;
          case SYMMETRIC -> (value + 1) / 2;
        };
    return (byte) Math.round(Math.min(1f, Math.max(0f, unit)) * 255);
  }
}
