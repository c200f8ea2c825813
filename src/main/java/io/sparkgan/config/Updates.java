package io.sparkgan.config;

import java.io.Serializable;

/**
 * The updates of one local step, and what they share.
 *
 * @param first whose turn comes first
 * @param discriminatorSteps turns of the discriminator in a local step, each with new images
 * @param discriminatorWarmUp local steps at the start of training in which only the discriminator
 *     learns
 * @param discriminatorOptimisers whether generated images have an optimiser of their own
 * @param generatorTurn what the generator's turn updates
 * @param generatedIn the mode of the generator's batch norm and dropout when it makes the
 *     discriminator's images
 * @param counter whose updates Adam's bias correction and the schedules count
 * @param biasCorrection when Adam's bias correction begins anew
 */
public record Updates(
    Plan plan,
    First first,
    int discriminatorSteps,
    int discriminatorWarmUp,
    DiscriminatorOptimisers discriminatorOptimisers,
    Learns generatorTurn,
    GeneratedIn generatedIn,
    Counter counter,
    BiasCorrection biasCorrection)
    implements Serializable {

  /** How real and generated images reach the discriminator. */
  public enum Plan {
    /** One discriminator update on real and generated images together, then the generator's. */
    JOINT,
    /** A discriminator update on real images, one on generated images, then the generator's. */
    SEPARATE,
    /** Both gradients from one forward pass, then both updates. */
    SIMULTANEOUS
  }

  /** Whose turn comes first in a local step. */
  public enum First {
    DISCRIMINATOR,
    GENERATOR
  }

  /** The optimisers over the discriminator in its own turn. */
  public enum DiscriminatorOptimisers {
    ONE,
    /** One for real and one for generated images, each with its own state. */
    PER_TARGET
  }

  /** What is updated in the generator's turn. */
  public enum Learns {
    GENERATOR,
    /** The discriminator learns too, with the generator's kind of optimiser and a state for it. */
    BOTH
  }

  /** A network's mode. */
  public enum GeneratedIn {
    /** Batch statistics, dropout. */
    TRAINING,
    /** Running statistics, no dropout. */
    INFERENCE
  }

  /** The updates that an optimiser counts. */
  public enum Counter {
    OWN,
    /** Those of both networks: one counter. */
    SHARED
  }

  /** Adam's correction of its moments for their start at 0. */
  public enum BiasCorrection {
    /** Counts from the start of the state. */
    CONTINUED,
    /** Counts from the start of each turn; the moments go on. */
    PER_TURN
  }
}
