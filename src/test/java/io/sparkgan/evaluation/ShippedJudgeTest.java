package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.config.Compute;
import io.sparkgan.nn.ClassifierBuilder;
import io.sparkgan.storage.JudgeFolder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The judge that travels with the program knows digits, whatever computes it. */
class ShippedJudgeTest {
  private static final int DIGITS = 2000;
  private static final int FEW = 150;
  private static final int SIZE = 28 * 28;

  private static final JudgeModel MODEL = JudgeFolder.shipped("mnist");
  private static TestDigits digits;

  @BeforeAll
  static void read() throws IOException {
    digits = TestDigits.first(DIGITS);
  }

  @Test
  void itTakesDigitsForWhatTheyAre() {
    Appraisal appraisal = new Judge(MODEL, Computes.USUAL).appraise(digits.pixels(), DIGITS);
    assertThat(digits.accuracy(appraisal)).isGreaterThanOrEqualTo(.989);
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void itSaysWhatDl4jsOwnLayersSay(Compute compute) {
    byte[] pixels = Arrays.copyOf(digits.pixels(), FEW * SIZE);
    Appraisal appraisal = new Judge(MODEL, compute).appraise(pixels, FEW);

    MultiLayerNetwork stock =
        ClassifierBuilder.ordinary().build(MODEL.network(), MODEL.image(), MODEL.parameters());
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i] & 0xff) / 255f;
    }
    INDArray images = Nd4j.createFromArray(values).reshape('c', FEW, 1, 28, 28);
    float[] features = flat(stock.feedForwardToLayer(stock.getnLayers() - 2, images));
    assertThat(appraisal.features()).containsExactly(features, within(1e-4f));
    assertThat(appraisal.probabilities())
        .containsExactly(flat(stock.output(images)), within(1e-4f));
  }

  private static float[] flat(List<INDArray> activations) {
    return flat(activations.get(activations.size() - 1));
  }

  private static float[] flat(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  @Test
  void featuresAndProbabilitiesAreThoseOfItsShape() {
    Appraisal appraisal =
        new Judge(MODEL, Computes.USUAL).appraise(Arrays.copyOf(digits.pixels(), FEW * SIZE), FEW);
    assertThat(appraisal.features()).hasSize(FEW * 64);
    for (int i = 0; i < FEW; i++) {
      double sum = 0;
      for (int c = 0; c < 10; c++) {
        sum += appraisal.probabilities()[i * 10 + c];
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void anImageHasTheSameBitsWhateverTheNumberOfOthers() {
    Judge judge = new Judge(MODEL, Computes.USUAL);
    Appraisal many = judge.appraise(Arrays.copyOf(digits.pixels(), FEW * SIZE), FEW);
    Appraisal few = judge.appraise(Arrays.copyOf(digits.pixels(), 7 * SIZE), 7);
    assertThat(few.features()).isEqualTo(Arrays.copyOf(many.features(), 7 * 64));
    assertThat(few.probabilities()).isEqualTo(Arrays.copyOf(many.probabilities(), 7 * 10));
    assertThat(judge.appraise(new byte[0], 0).features()).isEmpty();
  }

  @Test
  void theExtractorNamesItAndItsParameters() {
    assertThat(Judge.extractor(MODEL)).matches("mnist-[0-9a-f]{8}");
    float[] others = MODEL.parameters().clone();
    others[0] += 1;
    JudgeModel other = new JudgeModel("mnist", MODEL.image(), MODEL.network(), others);
    assertThat(Judge.extractor(other)).isNotEqualTo(Judge.extractor(MODEL));
  }
}
