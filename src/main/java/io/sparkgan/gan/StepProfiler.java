package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.gan.StepProfile.Part;
import io.sparkgan.gan.StepProfile.Player;
import io.sparkgan.nn.Layers;
import java.util.List;

/**
 * Trains with a clock beside both networks. The recipe's local step is one update of the
 * discriminator, on real and generated images together, then one of the generator on the same
 * generated images.
 */
public final class StepProfiler {
  private final Recipe recipe;
  private final Compute compute;
  private final LocalTrainer trainer;

  /**
   * @param trainer of this recipe, computed so; it should be warm
   */
  public StepProfiler(Recipe recipe, Compute compute, LocalTrainer trainer) {
    this.recipe = recipe;
    this.compute = compute;
    this.trainer = trainer;
  }

  /** The means over the steps of a task. */
  public StepProfile profile(LocalTask task) {
    StepClock clock = new StepClock();
    Network generator = trainer.networks().generator().network();
    Network discriminator = trainer.networks().discriminator().network();
    generator.observe(clock.of(Player.GENERATOR));
    discriminator.observe(clock.of(Player.DISCRIMINATOR));
    try {
      LocalResult result = trainer.train(task);
      int steps = result.steps().size();
      List<Part> parts = parts(clock, steps);
      // Whole milliseconds of few short steps may be less than what is in them.
      double known = parts.stream().mapToDouble(Part::millis).sum();
      return new StepProfile(Math.max(known, (double) result.trainMillis() / steps), parts);
    } finally {
      generator.observe(NetworkObserver.NONE);
      discriminator.observe(NetworkObserver.NONE);
    }
  }

  private List<Part> parts(StepClock clock, int steps) {
    StepArithmetic arithmetic = new StepArithmetic(recipe, Layers.of(compute));
    return clock.nanos().entrySet().stream()
        .map(time -> part(arithmetic, time.getKey(), time.getValue() / 1e6 / steps))
        .toList();
  }

  private static Part part(StepArithmetic arithmetic, StepClock.Work work, double millis) {
    if (work.layer() == NetworkObserver.WHOLE_NETWORK) {
      return new Part(work.pass(), "all layers", millis, 0);
    }
    String layer = arithmetic.layers(work.pass().network()).get(work.layer()).description();
    return new Part(work.pass(), layer, millis, arithmetic.flop(work.pass(), work.layer()) / 1e9);
  }
}
