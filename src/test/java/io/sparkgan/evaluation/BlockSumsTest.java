package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BlockSumsTest {
  private static final int[] NOBODY = {};
  private static final float[] NOTHING = {};

  private final Reference reference = Appraisals.reference();
  private final Appraisal images = Appraisals.random(500, 0.25, 5);

  @Test
  void orderOfImagesMattersOnlyToTheLastBits() {
    BlockSums sums = BlockSums.of(0, images, NOBODY, NOTHING, reference);
    Appraisal shuffled = images.select(Appraisals.shuffled(500, 1));
    BlockSums others = BlockSums.of(0, shuffled, NOBODY, NOTHING, reference);
    assertThat(others.sums().moments().sum())
        .usingComparatorWithPrecision(1e-10)
        .containsExactly(sums.sums().moments().sum());
    assertThat(others.sums().moments().products())
        .usingComparatorWithPrecision(1e-10)
        .containsExactly(sums.sums().moments().products());
    assertThat(others.sums().classes().chosen()).isEqualTo(sums.sums().classes().chosen());
    assertThat(others.sums().classes().negativeEntropy())
        .isCloseTo(sums.sums().classes().negativeEntropy(), within(1e-10));
    assertThat(others.nearest().sum()).isCloseTo(sums.nearest().sum(), within(1e-10));
  }

  @Test
  void eachSubsetIsComparedWithTheRealImagesOfItsPlace() {
    BlockSums sums = BlockSums.of(1, images, NOBODY, NOTHING, reference);
    Points features = Points.features(images);
    // Subset 4 of block 1 is the tenth of all, and the third of three slices is opposite the ninth.
    assertThat(sums.sums().kernel())
        .hasSize(5)
        .element(4)
        .isEqualTo(KernelDistance.estimate(features.range(400, 500), reference.opposite(0, 100)));
  }

  @Test
  void countsImagesThatAreAsAsked() {
    Appraisal three = Appraisals.sure(Appraisals.points(3, 4, 0, 1), 7, 1, 7);
    float[] real = {0.5f, 0.25f, 0};
    BlockSums sums = BlockSums.of(0, three, new int[] {7, 7, 7}, real, reference);
    assertThat(sums.asAsked().value()).hasValue(2 / 3.0);
    assertThat(sums.realProbability().value()).hasValue(0.25);
    BlockSums unasked = BlockSums.of(0, three, NOBODY, NOTHING, reference);
    assertThat(unasked.asAsked().value()).isEmpty();
    assertThat(unasked.realProbability().value()).isEmpty();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> BlockSums.of(0, images, new int[499], NOTHING, reference))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("500 images with 499 values");
    Appraisal tooMany = Appraisals.random(501, 0, 1);
    assertThatThrownBy(() -> BlockSums.of(0, tooMany, NOBODY, NOTHING, reference))
        .hasMessageContaining("at most 500");
  }
}
