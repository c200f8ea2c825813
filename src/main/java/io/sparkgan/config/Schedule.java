package io.sparkgan.config;

import java.io.Serializable;

/** How an optimiser's step size changes with the updates t that it has made since round 0. */
public sealed interface Schedule extends Serializable {

  /**
   * What the step size is multiplied by.
   *
   * @param updates updates made before this one, over all rounds
   */
  double factor(long updates);

  /** What to say after an optimiser's settings; empty for a constant rate. */
  String description();

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public String description() {
      return "";
    }

    @Override
    public double factor(long updates) {
      return 1;
    }
  }

  /** 1 / (1 + decay t): what Keras' optimisers call {@code decay}. */
  record InverseTime(double decay) implements Schedule {
    @Override
    public String description() {
      return ", times 1 / (1 + %s t) after t updates".formatted(Decimal.text(decay));
    }

    @Override
    public double factor(long updates) {
      return 1 / (1 + decay * updates);
    }
  }

  /** base^(t / updates): multiplied by base once in every so many updates, smoothly. */
  record Exponential(double base, int updates) implements Schedule {
    @Override
    public String description() {
      return ", times %s in each %,d updates".formatted(Decimal.text(base), updates);
    }

    @Override
    public double factor(long made) {
      return Math.pow(base, (double) made / updates);
    }
  }

  /** In a straight line from 1 to {@code last} within so many updates, {@code last} thereafter. */
  record Linear(double last, int updates) implements Schedule {
    @Override
    public String description() {
      return ", in a line to %s of it in %,d updates".formatted(Decimal.text(last), updates);
    }

    @Override
    public double factor(long made) {
      return 1 + (last - 1) * Math.min(1, (double) made / updates);
    }
  }

  /** Half a cosine from 1 to {@code last} within so many updates (Loshchilov and Hutter 2017). */
  record Cosine(double last, int updates) implements Schedule {
    @Override
    public String description() {
      return ", by half a cosine to %s of it in %,d updates".formatted(Decimal.text(last), updates);
    }

    @Override
    public double factor(long made) {
      double progress = Math.min(1, (double) made / updates);
      return last + (1 - last) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
  }
}
