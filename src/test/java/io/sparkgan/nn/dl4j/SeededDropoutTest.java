package io.sparkgan.nn.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class SeededDropoutTest {
  private static final int COUNT = 100_001;

  @ParameterizedTest
  @ValueSource(doubles = {.1, .5, .7, .97})
  void aValueSurvivesWithTheGivenProbabilityAndIsDividedByIt(double keep) {
    float[] masked = apply(seeded(keep, 3), Nd4j.ones(1, COUNT)).toFloatVector();

    float survivor = (float) (1 / keep);
    int survivors = 0;
    for (float value : masked) {
      assertThat(value).isIn(0f, survivor);
      survivors += value == 0 ? 0 : 1;
    }
    // Five standard deviations of a binomial share.
    double tolerance = 5 * Math.sqrt(keep * (1 - keep) / COUNT);
    assertThat((double) survivors / COUNT).isCloseTo(keep, within(tolerance));
  }

  @Test
  void neighboursDoNotDependOnEachOther() {
    float[] masked = apply(seeded(.5, 3), Nd4j.ones(1, COUNT)).toFloatVector();

    for (int distance : new int[] {1, 2, 3, 64}) {
      int equal = 0;
      for (int i = distance; i < COUNT; i++) {
        equal += masked[i] == masked[i - distance] ? 1 : 0;
      }
      assertThat((double) equal / (COUNT - distance)).isCloseTo(.5, within(.01));
    }
  }

  @Test
  void sameSeedSameMasksAndTheNextPassHasAnother() {
    SeededDropout dropout = seeded(.7, 42);
    INDArray ones = Nd4j.ones(3, 101);
    float[] first = flat(apply(dropout, ones));
    float[] second = flat(apply(dropout, ones));
    dropout.seed(42);

    assertThat(flat(apply(dropout, ones))).isEqualTo(first);
    assertThat(flat(apply(dropout, ones))).isEqualTo(second);
    assertThat(second).isNotEqualTo(first);
    assertThat(flat(apply(seeded(.7, 43), ones))).isNotEqualTo(first);
  }

  @Test
  void theGeneratorOfTheThreadHasNoPart() {
    INDArray ones = Nd4j.ones(3, 101);
    float[] first = flat(apply(seeded(.7, 42), ones));
    Nd4j.getRandom().setSeed(99);

    assertThat(flat(apply(seeded(.7, 42), ones))).isEqualTo(first);
  }

  @Test
  void oneForwardPassServesAnyNumberOfBackwardPasses() {
    SeededDropout dropout = seeded(.7, 42);
    float[] mask = flat(apply(dropout, Nd4j.ones(3, 101)));

    for (int pass = 0; pass < 2; pass++) {
      INDArray gradient = Nd4j.ones(3, 101);
      assertThat(flat(dropout.backprop(gradient, gradient, 0, 0))).isEqualTo(mask);
    }
  }

  @Test
  void doublesAreMaskedAsFloats() {
    INDArray doubles = apply(seeded(.7, 42), Nd4j.ones(DataType.DOUBLE, 3, 101));

    assertThat(doubles.dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(flat(doubles)).isEqualTo(flat(apply(seeded(.7, 42), Nd4j.ones(3, 101))));
  }

  @Test
  void inferenceIsUntouchedAndNeedsNoSeed() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DropoutLayer(new SeededDropout(.5)))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    float[] values = {1, -2, 3.5f, 0, 5};

    assertThat(network.output(Nd4j.createFromArray(values).reshape(1, 5)).toFloatVector())
        .isEqualTo(values);
  }

  @Test
  void trainingNeedsASeed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> apply(new SeededDropout(.5), Nd4j.ones(1, 2)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -.1, 1.1, Double.NaN})
  void aProbabilityLiesBetweenZeroAndOne(double keep) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SeededDropout(keep));
  }

  private static SeededDropout seeded(double keep, long seed) {
    SeededDropout dropout = new SeededDropout(keep);
    dropout.seed(seed);
    return dropout;
  }

  private static INDArray apply(SeededDropout dropout, INDArray input) {
    return dropout.applyDropout(input, input.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
  }

  private static float[] flat(INDArray values) {
    float[] result = values.dup('c').data().asFloat();
    return Arrays.copyOf(result, (int) values.length());
  }
}
