package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighboursTest {

  @Test
  void areThoseOfAPlainSearchBeyondTheSizeOfAProduct() {
    Points queries = Appraisals.points(600, 5, 0, 1);
    Points points = Appraisals.points(2_500, 5, 0, 2);
    Neighbours neighbours = Neighbours.of(queries, points, 3);
    double[] squares = neighbours.squaredDistances();
    for (int query = 0; query < 600; query++) {
      List<Integer> nearest = search(queries, query, points, -1);
      assertThat(neighbours.nearest(query)).isEqualTo(nearest.get(0));
      assertThat(squares[query]).isEqualTo(squared(queries, query, points, nearest.get(2)));
    }
  }

  @Test
  void leaveThePointItselfOut() {
    Points points = Appraisals.points(1_100, 5, 0, 1);
    int[] which = {1_099, 0, 7};
    Neighbours neighbours = Neighbours.amongOthers(points, 1, which);
    for (int i = 0; i < which.length; i++) {
      List<Integer> nearest = search(points, which[i], points, which[i]);
      assertThat(neighbours.nearest(i)).isEqualTo(nearest.get(0)).isNotEqualTo(which[i]);
      assertThat(neighbours.distances()[i])
          .isEqualTo(Math.sqrt(squared(points, which[i], points, nearest.get(0))));
    }
  }

  @Test
  void areExactWhereProductsInSinglePrecisionSeeNoDifference() {
    // Squares of norms are near 5e8, where floats are 32 apart; squares of distances are near 1.
    Points queries = Appraisals.points(50, 5, 10_000, 1);
    Points points = Appraisals.points(500, 5, 10_000, 2);
    Neighbours neighbours = Neighbours.of(queries, points, 1);
    for (int query = 0; query < 50; query++) {
      assertThat(neighbours.nearest(query)).isEqualTo(search(queries, query, points, -1).get(0));
    }
  }

  @Test
  void ofPointsEquallyNearTheFirstIsNearest() {
    Points points = Appraisals.points(new float[] {2}, new float[] {-1}, new float[] {1});
    Neighbours neighbours = Neighbours.of(Appraisals.points(new float[] {0}), points, 2);
    assertThat(neighbours.nearest(0)).isEqualTo(1);
    assertThat(neighbours.squaredDistances()).containsExactly(1);
  }

  @Test
  void ofACopyAreAtNoDistance() {
    Points points = Appraisals.points(1_000, 64, 3, 1);
    Neighbours neighbours = Neighbours.of(points.range(100, 200), points, 1);
    assertThat(neighbours.distances()).containsOnly(0);
    assertThat(IntStream.range(0, 100).map(neighbours::nearest))
        .containsExactlyElementsOf(IntStream.range(100, 200).boxed().toList());
  }

  @Test
  void areInfinitelyFarIfThereAreTooFew() {
    Points points = Appraisals.points(new float[] {0}, new float[] {1});
    assertThat(Neighbours.amongOthers(points, 3).squaredDistances())
        .containsOnly(Double.POSITIVE_INFINITY);
    assertThat(Neighbours.amongOthers(points, 1).distances()).containsExactly(1, 1);
    assertThat(Neighbours.of(points, points, 1).distances()[0]).isCloseTo(0, within(0.0));
  }

  private static List<Integer> search(Points queries, int query, Points points, int leftOut) {
    return IntStream.range(0, points.count())
        .filter(i -> i != leftOut)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> squared(queries, query, points, i)))
        .limit(3)
        .toList();
  }

  private static double squared(Points queries, int query, Points points, int point) {
    double sum = 0;
    for (int i = 0; i < points.dimensions(); i++) {
      double a = queries.values()[query * points.dimensions() + i];
      double b = points.values()[point * points.dimensions() + i];
      sum += (a - b) * (a - b);
    }
    return sum;
  }
}
