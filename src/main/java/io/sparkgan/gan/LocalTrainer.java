package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.gan.LocalResult.Divergence;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Trains both networks of one worker for the local steps of a round. It keeps nothing between
 * rounds but the memory of its networks, so any trainer of a recipe can take any task. Not for use
 * by two threads at once.
 */
public final class LocalTrainer {
  private final Recipe recipe;
  private final GanNetworks networks;
  private final LocalStep plan;
  private final Objective objective;
  private final PixelCodec pixels;

  /**
   * Builds the networks.
   *
   * @throws IllegalArgumentException if something is left to choose in what they are computed with
   */
  public LocalTrainer(Recipe recipe, Compute compute) {
    compute.requireSettled();
    this.recipe = recipe;
    this.networks = new GanNetworks(recipe, Layers.of(compute));
    this.plan = LocalStep.of(recipe);
    this.objective = Objective.of(recipe.loss().objective());
    this.pixels = new PixelCodec(recipe.pixels());
  }

  GanNetworks networks() {
    return networks;
  }

  /**
   * Runs the task; its result has the same bits whenever and wherever it runs on the same type of
   * processor.
   */
  public LocalResult train(LocalTask task) {
    long begun = System.nanoTime();
    GanState start = task.start();
    networks.restore(start);
    networks
        .generator()
        .network()
        .seedDropout(task.seeds().seed(Purpose.DROPOUT, task.round(), 2L * task.worker()));
    networks
        .discriminator()
        .network()
        .seedDropout(task.seeds().seed(Purpose.DROPOUT, task.round(), 2L * task.worker() + 1));
    long restored = System.nanoTime();
    LocalSteps done = localSteps(task);
    List<StepMetrics> steps = done.metrics;
    long trained = System.nanoTime();
    GanState end =
        networks.state(start.steps() + steps.size(), start.updaterSteps() + steps.size());
    Optional<Divergence> divergence = divergence(end, steps);
    return new LocalResult(
        end,
        steps,
        millis(restored - begun),
        millis(trained - restored),
        millis(System.nanoTime() - trained),
        networks.bytes() + done.arena,
        divergence);
  }

  /**
   * What was done.
   *
   * @param metrics one entry per local step; ends early after a step whose losses are not finite
   * @param arena native memory of the steps in bytes
   */
  private record LocalSteps(List<StepMetrics> metrics, long arena) {}

  private LocalSteps localSteps(LocalTask task) {
    StepDraws inputs = new StepDraws(recipe, task, pixels);
    List<StepMetrics> steps = new ArrayList<>();
    try {
      for (int i = 0; i < task.localSteps(); i++) {
        long before = task.start().steps() + i;
        inputs.begin(before);
        StepMetrics metrics =
            StepMemory.during(
                () -> plan.run(networks, inputs, before).metrics(before + 1, objective));
        steps.add(metrics);
        if (!isFinite(metrics)) {
          break;
        }
      }
      return new LocalSteps(steps, StepMemory.bytes());
    } finally {
      StepMemory.release();
    }
  }

  private static boolean isFinite(StepMetrics metrics) {
    return Double.isFinite(metrics.discriminatorLoss()) && Double.isFinite(metrics.generatorLoss());
  }

  /** The network that broke, and the step after which it was seen. */
  private static Optional<Divergence> divergence(GanState end, List<StepMetrics> steps) {
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    StepMetrics last = steps.get(steps.size() - 1);
    Optional<String> broken =
        isFinite(last)
            ? end.firstNotFinite()
                .map(section -> section.name().substring(0, section.name().indexOf('/')))
            : Optional.of(broken(last));
    return broken.map(network -> new Divergence(network, last.step()));
  }

  /**
   * Within a step what is not finite spreads to both networks, so the state after it does not tell
   * where it began. Only the generator can spoil the verdict on generated images alone.
   */
  private static String broken(StepMetrics metrics) {
    boolean generatedAlone =
        Double.isNaN(metrics.generatedProbability()) && !Double.isNaN(metrics.realProbability());
    return generatedAlone ? "generator" : "discriminator";
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
