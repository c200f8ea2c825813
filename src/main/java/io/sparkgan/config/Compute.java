package io.sparkgan.config;

import java.io.Serializable;

/**
 * What the networks are computed with. Both are part of what makes the same bits.
 *
 * @param backend the library of the layers
 * @param precision the numbers that layers hand to each other
 */
public record Compute(Backend backend, Precision precision) implements Serializable {
  /** DL4J's own layers in single precision, which run wherever ND4J does. */
  public static final Compute PORTABLE = new Compute(Backend.DL4J, Precision.F32);

  /** The library of the layers. */
  public enum Backend {
    /** oneDNN where its binary exists, else DL4J. */
    AUTO,
    /** Layers computed by oneDNN. */
    ONEDNN,
    /** DL4J's own layers. */
    DL4J
  }

  /** The numbers that layers hand to each other; parameters and sums are always f32. */
  public enum Precision {
    /** bf16 where the processor computes it natively and the recipe is known to bear it. */
    AUTO,
    /** IEEE single precision, 32 bits. */
    F32,
    /** The upper 16 bits of it. */
    BF16
  }

  /** Whether nothing is left to choose. */
  public boolean settled() {
    return backend != Backend.AUTO && precision != Precision.AUTO;
  }

  /** Throws {@link IllegalArgumentException} if something is left to choose. */
  public void requireSettled() {
    if (!settled()) {
      throw new IllegalArgumentException("Nobody has settled " + this);
    }
  }
}
