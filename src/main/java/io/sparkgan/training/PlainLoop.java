package io.sparkgan.training;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.data.Shard;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.LocalResult;
import io.sparkgan.gan.LocalTask;
import io.sparkgan.gan.LocalTrainer;
import io.sparkgan.gan.StepProfile;
import io.sparkgan.gan.StepProfiler;
import io.sparkgan.state.GanState;

/**
 * One worker in the calling thread, and the time of its local steps alone: without Spark, averaging
 * or checkpoints. Training goes on from call to call; it throws {@link DivergedException} if it
 * leaves the finite numbers.
 */
public final class PlainLoop {
  /** The resolution of a {@link LocalResult}'s times. */
  private static final double SHORTEST = 1e-3;

  private final Recipe recipe;
  private final Compute compute;
  private final SeedSequence seeds;
  private final Shard shard;
  private final LocalTrainer trainer;
  private GanState state;
  private int rounds;
  private long nativeBytes;

  public PlainLoop(Recipe recipe, Compute compute, SeedSequence seeds, Shard shard) {
    this.recipe = recipe;
    this.compute = compute;
    this.seeds = seeds;
    this.shard = shard;
    this.trainer = new LocalTrainer(recipe, compute);
    this.state = InitialState.of(recipe, seeds);
  }

  /**
   * Trains for some time, so that code is compiled and memory is there.
   *
   * @return how many local steps take as long from now on, at least 1
   */
  public int warmUp(double seconds) {
    int steps = 1;
    // The first step makes memory and primitives, as no other does.
    train(steps);
    double last = train(steps).seconds();
    for (double sum = last; sum < seconds; sum += last) {
      steps *= 2;
      last = train(steps).seconds();
    }
    return (int) Math.max(1, Math.round(steps * seconds / last));
  }

  /** Trains for so many local steps. */
  public Timing train(int steps) {
    LocalTask task = task(steps);
    LocalResult result = trainer.train(task);
    result
        .divergence()
        .ifPresent(
            divergence -> {
              throw new DivergedException(rounds, 0, divergence.network(), divergence.step());
            });
    state = result.state();
    nativeBytes = result.nativeBytes();
    return new Timing(
        (long) steps * recipe.realPerStep(), Math.max(SHORTEST, result.trainMillis() / 1e3));
  }

  /** Native memory that networks, optimisers and steps took when it last trained. */
  public long nativeBytes() {
    return nativeBytes;
  }

  /** Where the time of such a step goes, as the mean of so many; see {@link StepProfiler}. */
  public StepProfile profile(int steps) {
    return new StepProfiler(recipe, compute, trainer).profile(task(steps));
  }

  private LocalTask task(int steps) {
    rounds++;
    return new LocalTask(rounds, 0, 1, steps, seeds, state, shard);
  }
}
