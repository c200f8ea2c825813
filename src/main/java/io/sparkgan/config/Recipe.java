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
 * @param source where it comes from and how long it is trained there, one line for people
 * @param image shape of one image: the generator's output
 * @param pixels the range that grey values are mapped to
 * @param classes labels 0 to classes - 1 that both networks are told of; 0 if they are not
 * @param packing images that the discriminator judges together (PacGAN, Lin et al. 2018)
 * @param bf16 whether it is known to train as well in bf16; what {@code compute.precision = auto}
 *     goes by
 */
public record Recipe(
    String name,
    String description,
    String source,
    Shape image,
    PixelRange pixels,
    int classes,
    int packing,
    Latent latent,
    Batch batch,
    Loss loss,
    Updates updates,
    NetworkSpec generator,
    NetworkSpec discriminator,
    boolean bf16)
    implements Serializable {

  /** Whether both networks are told an image's class (Mirza and Osindero 2014). */
  public boolean conditional() {
    return classes > 0;
  }

  /** Real images that the discriminator sees in one local step of one worker. */
  public int realPerStep() {
    return batch.real() * updates.discriminatorSteps();
  }

  /** What the generator sees: a latent vector, and its class one-hot. */
  public Shape generatorInput() {
    return Shape.units(latent.size() + classes);
  }

  /**
   * What the discriminator sees: packed images with their classes, which are one plane each, or one
   * unit each if the network begins with a flatten.
   */
  public Shape discriminatorInput() {
    boolean flat =
        !discriminator.layers().isEmpty()
            && discriminator.layers().get(0) instanceof LayerSpec.Flatten;
    return flat && (classes > 0 || packing > 1)
        ? Shape.units(packing * (image.size() + classes))
        : Shape.image(packing * (image.channels() + classes), image.height(), image.width());
  }

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
   * @param bank latent vectors that all workers together draw once and use again in turn; 0: always
   *     new ones
   */
  public record Latent(int size, Distribution distribution, ForGenerator generatorTurn, int bank)
      implements Serializable {
    /** What each value of a latent is drawn from. */
    public enum Distribution {
      /** N(0, 1). */
      NORMAL,
      /** U(-1, 1). */
      UNIFORM
    }

    /** The latents of the generator's update. */
    public enum ForGenerator {
      REUSE,
      FRESH
    }
  }

  /**
   * Images in one local step of one worker.
   *
   * @param real real images the discriminator sees in one turn
   * @param generated generated images the discriminator learns from in one turn
   * @param generator generated images the generator learns from
   * @param perUpdate at most so many of a turn's images in one update; 0: all of them
   */
  public record Batch(int real, int generated, int generator, Drawing drawing, int perUpdate)
      implements Serializable {
    /** How real images are drawn from a shard. */
    public enum Drawing {
      /** Each image once in a pass, in an order that is new in each pass. */
      SHUFFLED_PASSES,
      /** Each image once in a pass, always in the order of the data set. */
      IN_ORDER,
      /** At random, with replacement. */
      WITH_REPLACEMENT
    }
  }
}
