package io.sparkgan.gan;

import io.sparkgan.config.Loss.Labels;
import io.sparkgan.gan.Logits.Target;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Hands out given images and latents in order; labels are hard and mixes are halves. */
final class GivenInputs implements StepInputs {
  private final Deque<Images> real;
  private final Deque<Noise> noise;

  GivenInputs(List<Images> real, List<Noise> noise) {
    this.real = new ArrayDeque<>(real);
    this.noise = new ArrayDeque<>(noise);
  }

  @Override
  public Images real() {
    return real.remove();
  }

  @Override
  public Noise noise(int images) {
    Noise next = noise.remove();
    if (next.count() != images) {
      throw new IllegalStateException("Asked for %d, %d given".formatted(images, next.count()));
    }
    return next;
  }

  @Override
  public double[] targets(Target kind, int logits) {
    Labels hard = new Labels(Labels.Smoothing.NONE, 0, 0);
    return new Targets(hard).of(kind, logits, new SplittableRandom(0));
  }

  @Override
  public double[] mixes(int images) {
    double[] halves = new double[images];
    Arrays.fill(halves, .5);
    return halves;
  }

  /** Whether everything has been asked for. */
  boolean used() {
    return real.isEmpty() && noise.isEmpty();
  }
}
