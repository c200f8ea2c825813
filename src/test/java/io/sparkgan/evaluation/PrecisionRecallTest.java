package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrecisionRecallTest {

  @Test
  void ofPointsByHand() {
    // Radii to the third neighbour: real 3, 2, 2, 3 from 0 to 3; generated 97, 97, 98, 97.
    Points real = line(0, 1, 2, 3);
    Points generated = line(6, 7, 5, 103);
    // 6 and 5 are within 3 of 3 (and 5 is not of 2); 0 to 3 are all within 97 of 6.
    PrecisionRecall found = of(real, generated);
    assertThat(found.precision()).isEqualTo(2 / 4.0);
    assertThat(found.recall()).isEqualTo(1);
  }

  @Test
  void isThatOfAPlainSearchBeyondTheSizeOfAProduct() {
    Points real = Appraisals.points(1_300, 3, 0, 1);
    Points generated = Appraisals.points(1_300, 3, 0.4, 2);
    PrecisionRecall found = of(real, generated);
    assertThat(found.precision()).isEqualTo(share(generated, real)).isBetween(0.1, 0.9);
    assertThat(found.recall()).isEqualTo(share(real, generated)).isBetween(0.1, 0.9);
  }

  @Test
  void ofTheSameImagesIsOne() {
    Points points = Appraisals.points(500, 6, 0, 1);
    assertThat(of(points, points)).isEqualTo(new PrecisionRecall(1, 1));
  }

  @Test
  void ofDistantImagesIsZero() {
    assertThat(of(Appraisals.points(100, 6, 0, 1), Appraisals.points(100, 6, 50, 2)))
        .isEqualTo(new PrecisionRecall(0, 0));
  }

  @Test
  void aKindOfImagesThatIsNeverMadeCostsRecallAlone() {
    Points kind = Appraisals.points(200, 2, 0, 1);
    Points other = Appraisals.points(200, 2, 50, 2);
    Points real = Points.joined(List.of(kind.range(0, 100), other.range(0, 100)));
    PrecisionRecall found = of(real, kind);
    assertThat(found.precision()).isGreaterThan(0.9);
    assertThat(found.recall()).isBetween(0.45, 0.5);
  }

  @Test
  void imagesThatAreAllTheSameHaveNoRecall() {
    Points one = Appraisals.points(1, 6, 0, 1).select(new int[300]);
    PrecisionRecall found = of(Appraisals.points(300, 6, 0, 2), one);
    assertThat(found.precision()).isIn(0.0, 1.0);
    assertThat(found.recall()).isZero();
  }

  @Test
  void takesAsManyOfEither() {
    Points real = Appraisals.points(300, 3, 0, 1);
    Points generated = Appraisals.points(500, 3, 0.4, 2);
    assertThat(of(real, generated)).isEqualTo(of(real, generated.range(0, 300)));
    assertThat(of(generated, real)).isEqualTo(of(generated.range(0, 300), real));
  }

  private static PrecisionRecall of(Points real, Points generated) {
    return PrecisionRecall.of(new Manifold(real), generated);
  }

  private static Points line(float... places) {
    return Points.of(places.length, places);
  }

  private static double share(Points queries, Points centres) {
    double[] radii =
        IntStream.range(0, centres.count())
            .mapToDouble(
                i ->
                    IntStream.range(0, centres.count())
                        .filter(j -> j != i)
                        .mapToDouble(j -> centres.squaredDistance(i, centres, j))
                        .sorted()
                        .skip(2)
                        .findFirst()
                        .orElseThrow())
            .toArray();
    long inside =
        IntStream.range(0, queries.count())
            .filter(
                q ->
                    IntStream.range(0, centres.count())
                        .anyMatch(c -> queries.squaredDistance(q, centres, c) <= radii[c]))
            .count();
    return (double) inside / queries.count();
  }
}
