package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.Shape;
import io.sparkgan.data.BatchOrder;
import io.sparkgan.gan.Logits.Target;
import io.sparkgan.nn.Batches;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws what a task's local steps ask for, from the worker's shard and from the task's own random
 * streams.
 */
final class StepDraws implements StepInputs {
  private final Recipe recipe;
  private final LocalTask task;
  private final PixelCodec pixels;
  private final BatchOrder order;
  private final LatentSource latents;
  private final SplittableRandom labels;
  private final SplittableRandom mixes;
  private long realDrawn;

  StepDraws(Recipe recipe, LocalTask task, PixelCodec pixels) {
    this.recipe = recipe;
    this.task = task;
    this.pixels = pixels;
    SeedSequence seeds = task.seeds();
    order = new BatchOrder(recipe.batch().drawing(), seeds, task.worker(), task.shard().size());
    latents = new LatentSource(recipe, task);
    labels = seeds.stream(Purpose.LABELS, task.round(), task.worker());
    mixes = seeds.stream(Purpose.MIXES, task.round(), task.worker());
  }

  /**
   * Begins a local step; what images and which part of a bank it gets follows from its number
   * alone.
   *
   * @param stepsBefore local steps taken since round 0
   */
  void begin(long stepsBefore) {
    realDrawn = stepsBefore * recipe.realPerStep();
    latents.begin(stepsBefore);
  }

  @Override
  public Images real() {
    int count = recipe.batch().real();
    int size = recipe.image().size();
    float[] values = new float[count * size];
    int[] classes = new int[recipe.conditional() ? count : 0];
    for (int i = 0; i < count; i++) {
      long slot = order.slot(realDrawn++);
      task.shard().copy(slot, values, i * size, pixels.table());
      if (recipe.conditional()) {
        classes[i] = task.shard().label(slot);
      }
    }
    Shape each = recipe.image();
    INDArray images = Batches.of(values, count, each.channels(), each.height(), each.width());
    return new Images(images, classes);
  }

  @Override
  public Noise noise(int images) {
    return latents.draw(images);
  }

  @Override
  public double[] targets(Target kind, int logits) {
    return new Targets(recipe.loss().labels()).of(kind, logits, labels);
  }

  @Override
  public double[] mixes(int images) {
    return mixes.doubles(images).toArray();
  }
}
