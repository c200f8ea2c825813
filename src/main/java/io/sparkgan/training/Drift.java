package io.sparkgan.training;

import io.sparkgan.state.Section;
import java.util.function.ToDoubleFunction;

/**
 * How far the workers' copies of each network had come apart when they were averaged, whatever the
 * size of network and weights: with worker i's parameters w_i, its share a_i in the average, and
 * the average w = sum(a_i w_i),
 *
 * <pre>
 * drift = sqrt(sum(a_i |w_i - w|^2)) / |w|
 * </pre>
 *
 * that is the root of the divergence of Kamp et al. 2018 (arXiv:1807.03210), relative to the
 * average's norm. Running statistics of batch norm are among the parameters.
 *
 * @param generator 0 if all copies are alike
 * @param discriminator the same for it
 */
public record Drift(double generator, double discriminator) {

  static Drift of(RoundOutcome outcome) {
    return new Drift(
        of(outcome, Section.GENERATOR, WorkerReport::generatorDrift),
        of(outcome, Section.DISCRIMINATOR, WorkerReport::discriminatorDrift));
  }

  /** That of the network whose copies are further apart: what decides how long rounds are. */
  public double greater() {
    return Math.max(generator, discriminator);
  }

  private static double of(
      RoundOutcome outcome, String section, ToDoubleFunction<WorkerReport> distance) {
    double variance = 0;
    for (WorkerReport worker : outcome.workers()) {
      variance += worker.weight() * Math.pow(distance.applyAsDouble(worker), 2);
    }
    double square = 0;
    for (float value : outcome.state().values(section)) {
      square += (double) value * value;
    }
    return variance == 0 ? 0 : Math.sqrt(variance / square);
  }
}
