package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Backend;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.Constant;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.UserInputException;
import io.sparkgan.nn.OneDnn;
import java.util.Optional;

/**
 * What a machine can compute networks with.
 *
 * @param oneDnn version of oneDNN and the instructions it uses; empty if it has no binary here
 * @param bf16 whether the processor computes bf16 natively, which oneDNN knows
 */
public record Machine(Optional<String> oneDnn, boolean bf16) {
  public Machine {
    if (bf16 && oneDnn.isEmpty()) {
      throw new IllegalArgumentException("bf16 without oneDNN");
    }
  }

  /** The one this runs on. */
  public static Machine here() {
    Optional<String> oneDnn =
        OneDnn.available() ? Optional.of(OneDnn.description()) : Optional.empty();
    return new Machine(oneDnn, OneDnn.computesBf16());
  }

  /**
   * Leaves nothing to choose in what a recipe is computed with.
   *
   * @throws UserInputException if this machine does not have what is wanted
   */
  public Compute settle(Compute wanted, Recipe recipe) {
    if (wanted.backend() == Backend.ONEDNN && oneDnn.isEmpty()) {
      throw new UserInputException(
          "compute.backend: expected dl4j or auto, because %s, found onednn; a run that began with it needs a machine that has it"
              .formatted(noBinary()));
    }
    if (wanted.precision() == Precision.BF16 && !bf16) {
      throw new UserInputException(
          "compute.precision: expected f32 or auto, because %s, found bf16; a run that began in it needs a machine that computes it"
              .formatted(
                  oneDnn
                      .map("%s computes no bf16 natively on this processor"::formatted)
                      .orElseGet(Machine::noBinary)));
    }
    Backend backend = wanted.backend() == Backend.AUTO ? best() : wanted.backend();
    boolean bearsBf16 = recipe.bf16() && !recipe.loss().regularisation().hasPenalty();
    boolean takesBf16 = backend == Backend.ONEDNN && bf16 && bearsBf16;
    Precision auto = takesBf16 ? Precision.BF16 : Precision.F32;
    return new Compute(backend, wanted.precision() == Precision.AUTO ? auto : wanted.precision());
  }

  /**
   * What decides the last bits of what is computed here: version of oneDNN and the instructions it
   * uses, or the type of processor where it has no binary.
   */
  public String instructions() {
    return oneDnn.orElse(System.getProperty("os.arch"));
  }

  /** The best for what is always computed in single precision. */
  public Compute exact() {
    return new Compute(best(), Precision.F32);
  }

  /** What is settled, in words. */
  public String describe(Compute settled) {
    settled.requireSettled();
    String layers =
        settled.backend() == Backend.ONEDNN ? oneDnn.orElse("oneDNN") : "DL4J's own layers";
    String text = "%s in %s".formatted(layers, Constant.text(settled.precision()));
    return oneDnn.isPresent() ? text : "%s, because %s".formatted(text, noBinary());
  }

  private Backend best() {
    return oneDnn.isPresent() ? Backend.ONEDNN : Backend.DL4J;
  }

  private static String noBinary() {
    return "oneDNN has no binary for this machine (%s, %s)"
        .formatted(System.getProperty("os.name"), System.getProperty("os.arch"));
  }
}
