package io.sparkgan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Backend;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.gan.Machine;
import java.util.stream.Stream;

/** What networks are computed with on the machine that runs the tests. */
public final class Computes {
  /** What users get without a word: oneDNN in single precision, where it has a binary. */
  public static final Compute USUAL =
      Machine.here().settle(new Compute(Backend.AUTO, Precision.F32), TinyRecipes.configured());

  private static final Compute BF16 = new Compute(Backend.ONEDNN, Precision.BF16);

  private Computes() {}

  /** All that this machine can do. */
  public static Stream<Compute> here() {
    return Stream.concat(Stream.of(Compute.PORTABLE), fast()).distinct();
  }

  /** {@link #USUAL}, and bf16 where the processor computes it. */
  public static Stream<Compute> fast() {
    return Machine.here().bf16() ? Stream.of(USUAL, BF16) : Stream.of(USUAL);
  }
}
