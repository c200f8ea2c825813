package io.sparkgan.config;

import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * The only source of randomness in a run: a stream for every (run seed, purpose, round, worker),
 * and no two of them alike.
 *
 * <p>Seeds are mixed with the finaliser of SplitMix64 (Steele, Lea and Flood 2014), so neighbouring
 * rounds and workers have unrelated streams and every bit of a seed depends on every bit of the
 * four numbers.
 *
 * @param runSeed what the user gave as {@code training.seed}
 */
public record SeedSequence(long runSeed) implements Serializable {

  /** What a stream is for. The numbers are part of what "same bits" means: never change one. */
  public enum Purpose {
    SHARD_PLAN(1),
    GENERATOR_WEIGHTS(2),
    DISCRIMINATOR_WEIGHTS(3),
    BATCH_ORDER(4),
    TRAINING_LATENTS(5),
    DROPOUT(6),
    SAMPLE_LATENTS(7),
    GENERATION(8),
    LABELS(9),
    MIXES(10),
    LATENT_BANK(11),
    EVALUATION(12),
    FLOOR(13),
    JUDGE_WEIGHTS(14),
    JUDGE_BATCHES(15),
    INTERPOLATION(16);

    private final long number;

    Purpose(long number) {
      this.number = number;
    }
  }

  /** The seed of one stream. */
  public long seed(Purpose purpose, long round, long worker) {
    long seed = mix(runSeed + 0x9E3779B97F4A7C15L);
    seed = mix(seed ^ purpose.number * 0xD1B54A32D192ED03L);
    seed = mix(seed + round * 0x9E3779B97F4A7C15L);
    return mix(seed ^ (worker + 1) * 0x8CB92BA72F3D8DD7L);
  }

  /** A new generator at the start of one stream. */
  public SplittableRandom stream(Purpose purpose, long round, long worker) {
    return new SplittableRandom(seed(purpose, round, worker));
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
