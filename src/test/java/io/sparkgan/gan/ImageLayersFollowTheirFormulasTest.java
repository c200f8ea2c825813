package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.AveragePool;
import io.sparkgan.config.LayerSpec.BatchNorm;
import io.sparkgan.config.LayerSpec.BatchNorm.Statistics;
import io.sparkgan.config.LayerSpec.BilinearResize;
import io.sparkgan.config.LayerSpec.Upsample;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.config.WeightInit;
import io.sparkgan.nn.Layers;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One layer at a time, as a recipe names it, in double precision. */
final class ImageLayersFollowTheirFormulasTest {
  private static final Offset<Double> ROUNDING = within(1e-9);

  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void averagePoolDropsWhatIsLeftOver() {
    double[] image = {
      1, 2, 3, 4, 90,
      5, 6, 7, 8, 91,
      92, 93, 94, 95, 96
    };

    assertThat(output(new AveragePool(2), Shape.image(1, 3, 5), image))
        .containsExactly(new double[] {3.5, 5.5}, ROUNDING);
  }

  @Test
  void upsampleRepeatsEveryPixel() {
    double[] images = {1, 2, 3, 4, 5, 6, 7, 8};

    assertThat(output(new Upsample(2), Shape.image(2, 2, 2), images))
        .containsExactly(
            1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4, //
            5, 5, 6, 6, 5, 5, 6, 6, 7, 7, 8, 8, 7, 7, 8, 8);
  }

  @Test
  void bilinearResizeRepeatsTheLastRowAndColumnBecauseItHasNoHalfPixels() {
    double[] image = {
      1, 3, //
      5, 11
    };

    assertThat(output(new BilinearResize(4, 4), Shape.image(1, 2, 2), image))
        .containsExactly(
            new double[] {
              1, 2, 3, 3, //
              3, 5, 7, 7, //
              5, 8, 11, 11, //
              5, 8, 11, 11
            },
            ROUNDING);
  }

  @Test
  void bilinearResizeToLessTakesPixelsInBetween() {
    assertThat(output(new BilinearResize(1, 2), Shape.image(1, 1, 3), new double[] {1, 2, 4}))
        .containsExactly(new double[] {1, 3}, ROUNDING);
  }

  @ParameterizedTest(name = "{0} x {1} to {2} x {3}")
  @CsvSource({"3, 4, 7, 5", "5, 5, 5, 5", "6, 7, 4, 3", "1, 2, 3, 4", "28, 28, 56, 56"})
  void bilinearResizeWeighsFourNeighbours(int height, int width, int newHeight, int newWidth) {
    Shape shape = Shape.image(2, height, width);
    double[] images = random.doubles(3L * shape.size(), -1, 1).toArray();

    double[] expected = new double[3 * 2 * newHeight * newWidth];
    for (int i = 0; i < expected.length; i++) {
      int channel = i / (newHeight * newWidth);
      double y = (double) (i / newWidth % newHeight) * height / newHeight;
      double x = (double) (i % newWidth) * width / newWidth;
      for (int row = 0; row < height + 1; row++) {
        for (int column = 0; column < width + 1; column++) {
          double share = Math.max(0, 1 - Math.abs(y - row)) * Math.max(0, 1 - Math.abs(x - column));
          int inside = Math.min(row, height - 1) * width + Math.min(column, width - 1);
          expected[i] += share * images[channel * height * width + inside];
        }
      }
    }
    assertThat(output(new BilinearResize(newHeight, newWidth), shape, images))
        .containsExactly(expected, ROUNDING);
  }

  @Test
  void batchNormInInferenceUsesWhatItsSpecSays() {
    double[] values = {1, 3, 8, 0};
    double mean = 3;
    double variance = 9.5;

    // Running statistics begin as 0 and 1.
    assertThat(inferred(Statistics.RUNNING, values))
        .containsExactly(normalised(values, 0, 1), ROUNDING);
    assertThat(inferred(Statistics.BATCH, values))
        .containsExactly(normalised(values, mean, variance), ROUNDING);
  }

  @ParameterizedTest
  @EnumSource(Statistics.class)
  void batchNormWithoutScaleLearnsItsShiftAlone(Statistics statistics) {
    Network network = network(new BatchNorm(.9, 1e-3, false, statistics), Shape.image(1, 1, 2));
    INDArray images = Nd4j.createFromArray(1d, 3, 8, 0).reshape(2, 1, 1, 2);
    INDArray error = Nd4j.createFromArray(.5, -1, 2, 3).reshape(2, 1, 1, 2);

    // A second pass after the same forward pass has the same.
    for (int passes = 1; passes <= 2; passes++) {
      int count = passes;
      StepMemory.during(
          () -> {
            network.train(images);
            for (int pass = 0; pass < count; pass++) {
              network.backward(error, Network.Wanted.BOTH);
            }
            return count;
          });
      double[] gradient = network.gradient().toDoubleVector();
      assertThat(Arrays.copyOf(gradient, 2)).containsExactly(new double[] {0, 4.5}, ROUNDING);
      // What running statistics lose: a tenth of their distance from 3 and 9.5.
      assertThat(Arrays.copyOfRange(gradient, 2, 4))
          .containsExactly(new double[] {-.3, -.85}, ROUNDING);
    }
  }

  private static double[] inferred(Statistics statistics, double[] values) {
    Network network = network(new BatchNorm(.9, 1e-3, false, statistics), Shape.image(1, 1, 1));
    return StepMemory.during(
        () -> network.infer(Nd4j.createFromArray(values).reshape(4, 1, 1, 1)).data().asDouble());
  }

  private static double[] normalised(double[] values, double mean, double variance) {
    return Arrays.stream(values).map(v -> (v - mean) / Math.sqrt(variance + 1e-3)).toArray();
  }

  /** In C order; its shape is the one that the spec foretells. */
  private static double[] output(LayerSpec layer, Shape input, double[] images) {
    Network network = network(layer, input);
    int count = images.length / input.size();
    Shape output = layer.output(input);
    return StepMemory.during(
        () -> {
          INDArray result = network.train(Nd4j.createFromArray(images).reshape(count, -1));
          assertThat(result.shape())
              .containsExactly(count, output.channels(), output.height(), output.width());
          return result.dup('c').data().asDouble();
        });
  }

  private static Network network(LayerSpec layer, Shape input) {
    NetworkSpec spec =
        new NetworkSpec(
            List.of(layer),
            new WeightInit.Normal(1),
            new WeightInit.Zero(),
            TinyRecipes.adam(1e-3, .9, .999, 1e-8));
    return new Network(spec, input, Layers.dl4j(DataType.DOUBLE));
  }
}
