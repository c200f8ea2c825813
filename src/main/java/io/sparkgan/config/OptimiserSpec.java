package io.sparkgan.config;

import java.io.Serializable;

/** How a network's parameters follow their gradient. */
public sealed interface OptimiserSpec extends Serializable {

  /** Step size before the {@link #schedule()}. */
  double rate();

  /** How the step size changes with the updates. */
  Schedule schedule();

  /** Floats of state for each parameter. */
  int memory();

  /** Name and settings for people: {@code RMSProp, rate 1e-4, rho 0.9, epsilon 1e-7}. */
  String description();

  /**
   * Adam (Kingma and Ba 2015).
   *
   * @param rate step size
   * @param beta1 decay of the mean of the gradient
   * @param beta2 decay of the mean of its square
   * @param epsilon added to the root
   */
  record Adam(
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      EpsilonForm epsilonForm,
      Schedule schedule)
      implements OptimiserSpec {

    /** Which root epsilon is added to. */
    public enum EpsilonForm {
      /** The root as it is kept, as TensorFlow and Keras do ("epsilon hat" in the paper). */
      HAT,
      /** The root corrected for bias, as in the paper's algorithm 1 and in PyTorch. */
      PAPER
    }

    @Override
    public int memory() {
      return 2;
    }

    @Override
    public String description() {
      return "Adam, rate %s, beta1 %s, beta2 %s, epsilon %s%s%s"
          .formatted(
              Decimal.text(rate),
              Decimal.text(beta1),
              Decimal.text(beta2),
              Decimal.text(epsilon),
              epsilonForm == EpsilonForm.PAPER ? " after bias correction" : "",
              schedule.description());
    }
  }

  /**
   * RMSProp (Tieleman and Hinton 2012) as Keras has it: rate times gradient divided by (root of the
   * mean square + epsilon).
   *
   * @param rate step size
   * @param rho decay of the mean of the gradient's square
   * @param epsilon added to the root
   */
  record RmsProp(double rate, double rho, double epsilon, Schedule schedule)
      implements OptimiserSpec {
    @Override
    public int memory() {
      return 1;
    }

    @Override
    public String description() {
      return "RMSProp, rate %s, rho %s, epsilon %s%s"
          .formatted(
              Decimal.text(rate), Decimal.text(rho), Decimal.text(epsilon), schedule.description());
    }
  }
}
