package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DigitHistogramTest {

  @Test
  void holdsSharesDistanceAndWhatIsMissing() {
    ClassSums generated = chosen(60, 35, 4, 1, 0);
    ClassSums real = chosen(50, 50, 50, 50, 0);
    DigitHistogram histogram = DigitHistogram.of(generated, real);
    assertThat(histogram.shares()).containsExactly(0.6, 0.35, 0.04, 0.01, 0.0);
    // Half of .35 + .10 + .21 + .24. A tenth of a quarter is .025; none of none is not missing.
    assertThat(histogram.distance()).isCloseTo(0.45, within(1e-15));
    assertThat(histogram.missing()).isEqualTo(1);
  }

  @Test
  void ofNothingInCommonIsAtDistanceOne() {
    DigitHistogram histogram = DigitHistogram.of(chosen(7, 0, 0), chosen(0, 2, 2));
    assertThat(histogram.distance()).isEqualTo(1);
    assertThat(histogram.missing()).isEqualTo(2);
  }

  @Test
  void ofTheSameIsAtNoDistance() {
    assertThat(DigitHistogram.of(chosen(1, 2, 3), chosen(10, 20, 30)).distance()).isZero();
  }

  @Test
  void countsTheFirstOfEquallyProbableClasses() {
    Points chances = Points.of(2, new float[] {0.2f, 0.4f, 0.4f, 0.1f, 0.1f, 0.8f});
    ClassSums sums = ClassSums.of(Appraisals.of(Appraisals.points(2, 3, 0, 1), chances));
    assertThat(sums.chosen()).containsExactly(0, 1, 1);
    assertThat(sums.meanConfidence()).isCloseTo(0.6, within(1e-7));
  }

  private static ClassSums chosen(long... counts) {
    int count = (int) LongStream.of(counts).sum();
    return new ClassSums(count, new double[counts.length], 0, 0, counts);
  }
}
