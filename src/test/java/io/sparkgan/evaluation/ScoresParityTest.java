package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same appraisals as in {@code src/test/parity/scores.py} have the scores it finds. */
class ScoresParityTest {
  private static final int FEATURES = 16;
  private static final int CLASSES = 10;
  private static final Offset<Double> ROUNDING = within(1e-9);

  private final Reference reference =
      new Reference(
          "test",
          appraisal("real", 700, 0.5, i -> 1),
          appraisal("training", 900, 0.5, i -> 1),
          new long[900]);
  private final List<BlockSums> blocks =
      Appraisals.blocks(appraisal("generated", 10_000, 0.625, i -> i + 1), reference);

  @ParameterizedTest
  @EnumSource
  void scoresAreThoseOfScipy(Protocol protocol) {
    Config expected = golden().getConfig(protocol.text());
    Scores scores = new Scoring(protocol, reference).of(blocks);
    assertThat(scores.mnistScore()).isCloseTo(expected.getDouble("mnistScore"), ROUNDING);
    assertThat(scores.frechetDistance()).isCloseTo(expected.getDouble("frechetDistance"), ROUNDING);
    assertThat(scores.kernelDistance()).isCloseTo(expected.getDouble("kernelDistance"), ROUNDING);
    assertThat(scores.kernelDistanceError())
        .isCloseTo(expected.getDouble("kernelDistanceError"), ROUNDING);
    assertThat(scores.precision()).isCloseTo(expected.getDouble("precision"), ROUNDING);
    assertThat(scores.recall()).isCloseTo(expected.getDouble("recall"), ROUNDING);
    assertThat(scores.digitHistogram()).isEqualTo(expected.getDoubleList("digitHistogram"));
    assertThat(scores.histogramDistance())
        .isCloseTo(expected.getDouble("histogramDistance"), ROUNDING);
    assertThat(scores.missingDigits()).isEqualTo(expected.getInt("missingDigits"));
    assertThat(scores.meanConfidence()).isCloseTo(expected.getDouble("meanConfidence"), ROUNDING);
    assertThat(scores.memorisation()).isCloseTo(expected.getDouble("memorisation"), ROUNDING);
  }

  private static Config golden() {
    return ConfigFactory.parseResources(
        ScoresParityTest.class,
        "/parity/scores.json",
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setAllowMissing(false));
  }

  private static Appraisal appraisal(
      String name, int count, double shift, IntToDoubleFunction weight) {
    double[] u = uniform(name + "/features", count * FEATURES);
    float[] features = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      int feature = i % FEATURES;
      double before = feature == 0 ? 0 : 2 * u[i - 1] - 1;
      double value = (2 * u[i] - 1 + before) * (feature + 1) / 8 + shift;
      features[i] = (float) Math.max(value, 0);
    }
    return new Appraisal(count, features, probabilities(name, count, weight));
  }

  private static float[] probabilities(String name, int count, IntToDoubleFunction weight) {
    double[] u = uniform(name + "/probabilities", count * CLASSES);
    float[] probabilities = new float[u.length];
    for (int from = 0; from < u.length; from += CLASSES) {
      double[] chances = Arrays.copyOfRange(u, from, from + CLASSES);
      double total = 0;
      for (int i = 0; i < CLASSES; i++) {
        double v = chances[i];
        chances[i] = v * v * v * v * weight.applyAsDouble(i);
        total += chances[i];
      }
      for (int i = 0; i < CLASSES; i++) {
        probabilities[from + i] = (float) (chances[i] / total);
      }
    }
    return probabilities;
  }

  /** As {@code streams.py} makes them. */
  private static double[] uniform(String stream, int count) {
    byte[] digest = Sha256.digest().digest(stream.getBytes(StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(ByteBuffer.wrap(digest).getLong());
    return DoubleStream.generate(() -> (random.nextLong() >>> 11) * 0x1p-53).limit(count).toArray();
  }
}
