package io.sparkgan.gan;

import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.OptimiserSpec.Adam.EpsilonForm;
import io.sparkgan.nn.UpdateRule;
import io.sparkgan.nn.Updater;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One optimiser over one network. Its memory of past gradients lies as DL4J's: Adam's means, then
 * its mean squares.
 */
final class Optimiser {
  private final OptimiserSpec spec;
  private final UpdateCount count;
  private final INDArray memory;
  private final Updater updater;

  Optimiser(OptimiserSpec spec, long parameters, DataType dataType, UpdateCount count) {
    this.spec = spec;
    this.count = count;
    this.memory = Nd4j.zeros(dataType, spec.memory() * parameters);
    this.updater = new Updater(memory, parameters);
  }

  /** Moves parameters one step along their gradient. */
  void step(INDArray parameters, INDArray gradient) {
    updater.step(rule(), parameters, gradient);
    count.increment();
  }

  private UpdateRule rule() {
    double rate = spec.rate() * spec.schedule().factor(count.sinceStart());
    if (spec instanceof OptimiserSpec.Adam adam) {
      return corrected(adam, rate, count.sinceZero() + 1.0);
    }
    OptimiserSpec.RmsProp rms = (OptimiserSpec.RmsProp) spec;
    return new UpdateRule.RmsProp(rate, rms.rho(), rms.epsilon());
  }

  /**
   * The rate corrects the bias of both means. The rule adds epsilon to the root before that, as
   * TensorFlow does; an epsilon that is corrected likewise gives the form of the paper.
   */
  private static UpdateRule corrected(OptimiserSpec.Adam adam, double rate, double step) {
    double mean = 1 - Math.pow(adam.beta1(), step);
    double root = Math.sqrt(1 - Math.pow(adam.beta2(), step));
    boolean hat = adam.epsilonForm() == EpsilonForm.HAT;
    return new UpdateRule.Adam(
        rate * root / mean,
        adam.beta1(),
        adam.beta2(),
        hat ? adam.epsilon() : adam.epsilon() * root);
  }

  INDArray memory() {
    return memory;
  }
}
