package io.sparkgan.config;

import java.io.Serializable;

/**
 * A named GAN as data: both networks, losses, optimisers, noise, pixel range, batches and the
 * update plan.
 *
 * <p>The discriminator ends in one logit; a source that describes a sigmoid there has it inside the
 * cross-entropy.
 *
 * @param name what {@code --recipe} calls it
 * @param description one line for people
 * @param image shape of one image, the generator's output and the discriminator's input
 * @param pixels the range that grey values are mapped to
 */
public record Recipe(
    String name,
    String description,
    Shape image,
    PixelRange pixels,
    Latent latent,
    Batch batch,
    UpdatePlan plan,
    NetworkSpec generator,
    NetworkSpec discriminator)
    implements Serializable {

  /** The numbers that grey values from black to white become. */
  public enum PixelRange {
    /** 0 to 1, for a generator that ends in a sigmoid. */
    UNIT,
    /** -1 to 1, for a generator that ends in a hyperbolic tangent. */
    SYMMETRIC
  }

  /**
   * The noise an image is made of.
   *
   * @param size values in one latent vector
   * @param generatorTurn whether the generator's update sees the discriminator's latents or new
   *     ones
   */
  public record Latent(int size, Distribution distribution, GeneratorTurn generatorTurn)
      implements Serializable {
    /** What each value of a latent is drawn from. */
    public enum Distribution {
      /** N(0, 1). */
      NORMAL,
      /** U(-1, 1). */
      UNIFORM
    }

    /** The latents of the generator's update. */
    public enum GeneratorTurn {
      REUSE,
      FRESH
    }
  }

  /**
   * Images in one local step of one worker.
   *
   * @param real real images the discriminator sees
   * @param generated generated images the discriminator learns from
   * @param generator generated images the generator learns from
   */
  public record Batch(int real, int generated, int generator, Drawing drawing)
      implements Serializable {
    /** How real images are drawn from a shard. */
    public enum Drawing {
      /** Each image once in a pass, in an order that is new in each pass. */
      SHUFFLED_PASSES,
      /** At random, with replacement. */
      WITH_REPLACEMENT
    }
  }

  /** The updates of one local step. */
  public enum UpdatePlan {
    /** One discriminator update on real and generated images together, then the generator's. */
    JOINT,
    /** A discriminator update on real images, one on generated images, then the generator's. */
    SEPARATE,
    /** Both gradients from one forward pass, then both updates. */
    SIMULTANEOUS
  }
}
