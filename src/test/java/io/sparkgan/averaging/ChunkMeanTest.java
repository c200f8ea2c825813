package io.sparkgan.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkMeanTest {

  @Test
  void meanIsTheExactWeightedOneRoundedToFloat() {
    List<Contribution> contributions = draw(7, 500);

    float[] mean = ChunkMean.of(contributions).mean();

    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).as("value %d", i).isEqualTo(exactMean(contributions, i).floatValue());
    }
  }

  @Test
  void distancesAreSumsOfSquaredDifferencesFromTheMean() {
    List<Contribution> contributions = draw(3, 400);

    ChunkMean result = ChunkMean.of(contributions);

    assertThat(result.squaredDistances()).hasSize(3);
    for (int worker = 0; worker < 3; worker++) {
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < 400; i++) {
        BigDecimal difference =
            new BigDecimal(contributions.get(worker).values()[i])
                .subtract(new BigDecimal(result.mean()[i]));
        sum = sum.add(difference.multiply(difference));
      }
      double expected = sum.doubleValue();
      assertThat(result.squaredDistances()[worker]).isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 60_000, 0.1, 1e-9})
  void oneContributorsBitsStay(double weight) {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      float anyBits = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isFinite(anyBits) ? anyBits : i;
    }
    values[0] = -0f;
    values[1] = Float.MIN_VALUE;
    values[2] = Float.MAX_VALUE;

    ChunkMean result = ChunkMean.of(List.of(new Contribution(4, weight, values)));

    assertThat(result.mean()).isEqualTo(values);
    assertThat(Float.floatToRawIntBits(result.mean()[0])).isEqualTo(Float.floatToRawIntBits(-0f));
    assertThat(result.squaredDistances()).containsExactly(0);
  }

  @Test
  void equalContributionsKeepTheirBitsWhateverTheirWeights() {
    float[] values = {.1f, -7.3f, 1e-30f, 3e38f};

    assertThat(
            ChunkMean.of(
                    List.of(
                        new Contribution(0, 20_001, values),
                        new Contribution(1, 20_000, values),
                        new Contribution(2, 19_999, values)))
                .mean())
        .isEqualTo(values);
  }

  @Test
  void sumsThatNoFloatHoldsAreAveraged() {
    float[] large = {Float.MAX_VALUE};

    assertThat(
            ChunkMean.of(List.of(new Contribution(0, 1000, large), new Contribution(1, 1, large)))
                .mean())
        .isEqualTo(large);
  }

  @Test
  void contributionsAreLeftAsTheyWere() {
    float[] first = {1, 2};
    float[] second = {3, 6};

    ChunkMean.of(List.of(new Contribution(0, 1, first), new Contribution(1, 1, second)));

    assertThat(first).containsExactly(1, 2);
    assertThat(second).containsExactly(3, 6);
  }

  @Test
  void whatIsNotFiniteIsNotHidden() {
    float[] mean =
        ChunkMean.of(
                List.of(
                    new Contribution(0, 1, new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1}),
                    new Contribution(1, 1, new float[] {1, 1, 1})))
            .mean();

    assertThat(mean).containsExactly(Float.NaN, Float.POSITIVE_INFINITY, 1);
  }

  @Test
  void contributionsComeInOrderOfWorkerAndOnce() {
    Contribution first = new Contribution(1, 1, new float[1]);
    Contribution second = new Contribution(2, 1, new float[1]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkMean.of(List.of(second, first)))
        .withMessage("Worker 2 before worker 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkMean.of(List.of(first, first)))
        .withMessage("Worker 1 before worker 1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void weightsArePositive(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Contribution(3, weight, new float[1]))
        .withMessageContaining("Worker 3");
  }

  /** Values of very different size; weights like shard sizes. */
  private static List<Contribution> draw(int workers, int count) {
    SplittableRandom random = new SplittableRandom(workers);
    List<Contribution> contributions = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) (random.nextGaussian() * Math.pow(10, i % 9 - 4));
      }
      contributions.add(new Contribution(2 * worker, random.nextInt(1, 60_000), values));
    }
    return contributions;
  }

  private static BigDecimal exactMean(List<Contribution> contributions, int i) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal weights = BigDecimal.ZERO;
    for (Contribution contribution : contributions) {
      BigDecimal weight = new BigDecimal(contribution.weight());
      sum = sum.add(weight.multiply(new BigDecimal(contribution.values()[i])));
      weights = weights.add(weight);
    }
    return sum.divide(weights, MathContext.DECIMAL128);
  }
}
