package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.OptimiserSpec.Adam;
import io.sparkgan.config.Schedule;
import io.sparkgan.config.Shape;
import io.sparkgan.config.WeightInit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network from plain numbers to plain numbers. */
class FeedForwardTest {
  private static final int INPUTS = 6;
  private static final int UNITS = 3;
  private static final int COUNT = 230;
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          List.of(
              new LayerSpec.Dense(UNITS, true),
              new LayerSpec.Activation(LayerSpec.Activation.Function.RELU)),
          new WeightInit.GlorotUniform(),
          new WeightInit.Normal(1),
          new Adam(1, .9, .9, 1, Adam.EpsilonForm.HAT, new Schedule.Constant()));

  private final SplittableRandom random = new SplittableRandom(3);
  private final float[] parameters =
      FeedForward.initialParameters(SPEC, Shape.units(INPUTS), random);
  private final float[] inputs = inputs();

  /** The weights of unit u are one after another, and biases come last. */
  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void outputsFollowTheFormula(Compute compute) {
    float[] outputs = network(compute).infer(inputs, COUNT);
    assertThat(outputs).hasSize(COUNT * UNITS);
    for (int i = 0; i < COUNT; i++) {
      for (int u = 0; u < UNITS; u++) {
        double sum = parameters[INPUTS * UNITS + u];
        for (int k = 0; k < INPUTS; k++) {
          sum += (double) parameters[u * INPUTS + k] * inputs[i * INPUTS + k];
        }
        assertThat(outputs[i * UNITS + u]).isCloseTo((float) Math.max(0, sum), within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void bitsDoNotDependOnTheNumberOfExamples(Compute compute) {
    FeedForward network = network(compute);
    float[] all = network.infer(inputs, COUNT);
    for (int count : new int[] {0, 1, 99, 100, 101}) {
      assertThat(network.infer(inputs, count)).isEqualTo(Arrays.copyOf(all, count * UNITS));
    }
  }

  @Test
  void tooFewValuesAreRefused() {
    FeedForward network = network(Computes.USUAL);
    assertThatIllegalArgumentException().isThrownBy(() -> network.infer(inputs, COUNT + 1));
  }

  private FeedForward network(Compute compute) {
    FeedForward network = new FeedForward(SPEC, Shape.units(INPUTS), compute);
    network.restore(parameters);
    return network;
  }

  private float[] inputs() {
    float[] values = new float[COUNT * INPUTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
