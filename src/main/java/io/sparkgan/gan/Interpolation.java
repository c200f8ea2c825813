package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Latent vectors on the way from one to another, in equal steps along the arc between them (White
 * 2016, "Sampling Generative Networks"): with the angle w between a and b
 *
 * <pre>
 * (sin((1 - t) w) a + sin(t w) b) / sin w,   t from 0 to 1
 * </pre>
 *
 * A straight line would lead through vectors so short that hardly one is ever drawn.
 *
 * @param steps vectors on a way, both ends included; at least 2
 */
public record Interpolation(int steps) {
  /** Below, the arc is straight. */
  private static final double SMALL = 1e-6;

  public Interpolation {
    if (steps < 2) {
      throw new IllegalArgumentException("%d steps".formatted(steps));
    }
  }

  /**
   * The vectors of several ways, one after another. Each has drawn ends of its own, whatever the
   * number of ways.
   *
   * @return {@code rows * steps * latent.size()} values
   */
  public float[] rows(Recipe.Latent latent, int rows, SeedSequence seeds) {
    int size = latent.size();
    float[] all = new float[rows * steps * size];
    for (int row = 0; row < rows; row++) {
      SplittableRandom random = seeds.stream(Purpose.INTERPOLATION, row, 0);
      float[] from = Latents.draw(latent, 1, random);
      float[] to = Latents.draw(latent, 1, random);
      for (int step = 0; step < steps; step++) {
        float[] between = between(from, to, (double) step / (steps - 1));
        System.arraycopy(between, 0, all, (row * steps + step) * size, size);
      }
    }
    return all;
  }

  /** The vector at a place from 0, where it is the first, to 1. */
  static float[] between(float[] from, float[] to, double place) {
    double cosine = product(from, to) / Math.sqrt(product(from, from) * product(to, to));
    double angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
    boolean straight = Math.sin(angle) < SMALL;
    double first = straight ? 1 - place : Math.sin((1 - place) * angle) / Math.sin(angle);
    double second = straight ? place : Math.sin(place * angle) / Math.sin(angle);
    float[] between = Arrays.copyOf(from, from.length);
    for (int i = 0; i < between.length; i++) {
      between[i] = (float) (first * from[i] + second * to[i]);
    }
    return between;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
