package io.sparkgan.gan;

import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.OptimiserSpec.Adam.EpsilonForm;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.api.ops.impl.updaters.RmsPropUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One optimiser over one network, computed by ND4J's updater operations on the flat gradient. Its
 * memory of past gradients lies as DL4J's: Adam's means, then its mean squares.
 */
final class Optimiser {
  private final OptimiserSpec spec;
  private final UpdateCount count;
  private final INDArray memory;
  private final long parameters;

  Optimiser(OptimiserSpec spec, long parameters, DataType dataType, UpdateCount count) {
    this.spec = spec;
    this.count = count;
    this.parameters = parameters;
    this.memory = Nd4j.zeros(dataType, spec.memory() * parameters);
  }

  /** Turns a gradient, in place, into what is to be subtracted from the parameters. */
  void step(INDArray gradient) {
    INDArray flat = gradient.reshape(parameters);
    double rate = spec.rate() * spec.schedule().factor(count.sinceStart());
    if (spec instanceof OptimiserSpec.Adam adam) {
      int before = (int) Math.min(count.sinceZero(), Integer.MAX_VALUE - 1);
      Nd4j.exec(
          new AdamUpdater(
              flat,
              part(1),
              part(0),
              rate,
              adam.beta1(),
              adam.beta2(),
              epsilon(adam, before),
              before));
    } else if (spec instanceof OptimiserSpec.RmsProp rms) {
      Nd4j.exec(new RmsPropUpdater(flat, part(0), rate, rms.rho(), rms.epsilon()));
    }
    count.increment();
  }

  /**
   * The operation adds epsilon to the root before it corrects the bias, as TensorFlow does; an
   * epsilon that is corrected likewise gives the form of the paper.
   */
  private static double epsilon(OptimiserSpec.Adam adam, int before) {
    return adam.epsilonForm() == EpsilonForm.HAT
        ? adam.epsilon()
        : adam.epsilon() * Math.sqrt(1 - Math.pow(adam.beta2(), before + 1.0));
  }

  private INDArray part(int index) {
    return memory.get(NDArrayIndex.interval(index * parameters, (index + 1) * parameters));
  }

  INDArray memory() {
    return memory;
  }
}
