package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FrechetDistanceTest {

  @Test
  void ofDiagonalCovariancesIsThatOfTheirStandardDeviations() {
    double[] some = {1, 2, 0.5, 4};
    double[] others = {3, 2, 0.25, 0};
    double[] shift = {0, 1, -2, 0.5};
    double expected = 0;
    for (int i = 0; i < 4; i++) {
      double deviations = deviation(some[i], 4) - deviation(others[i], 4);
      expected += shift[i] * shift[i] + deviations * deviations;
    }
    assertThat(distance(cross(shift, some), cross(new double[4], others)))
        .isCloseTo(expected, within(1e-6));
  }

  /** In two dimensions tr M^(1/2) = (tr M + 2 (det M)^(1/2))^(1/2). */
  @Test
  void ofCovariancesThatDoNotCommuteIsTheClosedForm() {
    Points some = cross(new double[2], new double[] {3, 1});
    Points others = turned(cross(new double[2], new double[] {2, 0.5}), 0.5);
    double[][] c = covariance(some);
    double[][] d = covariance(others);
    double trace = 0;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        trace += c[i][j] * d[j][i];
      }
    }
    double root = Math.sqrt(trace + 2 * Math.sqrt(determinant(c) * determinant(d)));
    double expected = c[0][0] + c[1][1] + d[0][0] + d[1][1] - 2 * root;
    assertThat(distance(some, others)).isCloseTo(expected, within(1e-12)).isGreaterThan(0.1);
  }

  @Test
  void fromTheSameImagesIsNothing() {
    Points points = Appraisals.points(300, 20, 5, 1);
    assertThat(distance(points, points)).isBetween(0.0, 1e-7);
  }

  @Test
  void ofFewerImagesThanFeaturesIsStillANumber() {
    Points few = Appraisals.points(8, 20, 0, 1);
    assertThat(distance(few, Appraisals.points(300, 20, 0, 2))).isGreaterThan(1).isLessThan(20);
    assertThat(distance(few, few)).isBetween(0.0, 1e-7);
  }

  @Test
  void isTheSameEitherWay() {
    Points some = Appraisals.points(100, 6, 0, 1);
    Points others = scaled(Appraisals.points(150, 6, 1, 2), 2);
    assertThat(distance(some, others)).isCloseTo(distance(others, some), within(1e-11));
  }

  @Test
  void doesNotChangeIfAllFeaturesAreTurned() {
    Points some = Appraisals.points(100, 2, 0, 1);
    Points others = Appraisals.points(100, 2, 0.5, 2);
    assertThat(distance(turned(some, 1), turned(others, 1)))
        .isCloseTo(distance(some, others), within(1e-6));
  }

  @Test
  void growsWithTheSquareOfTheFeatures() {
    Points some = Appraisals.points(100, 5, 0, 1);
    Points others = Appraisals.points(100, 5, 0.5, 2);
    assertThat(distance(scaled(some, 4), scaled(others, 4)))
        .isCloseTo(16 * distance(some, others), within(1e-10));
  }

  @Test
  void orderOfImagesMattersOnlyToTheLastBits() {
    Points some = Appraisals.points(100, 5, 0, 1);
    Points others = Appraisals.points(100, 5, 0.5, 2);
    assertThat(distance(some.select(Appraisals.shuffled(100, 3)), others))
        .isCloseTo(distance(some, others), within(1e-12));
  }

  private static double distance(Points generated, Points real) {
    return new FrechetDistance(Moments.of(real)).of(Moments.of(generated));
  }

  /** Two points on each axis, as far on either side of the centre: moments as if written down. */
  private static Points cross(double[] centre, double[] arms) {
    int n = centre.length;
    float[] values = new float[2 * n * n];
    for (int point = 0; point < 2 * n; point++) {
      for (int i = 0; i < n; i++) {
        double side = point % 2 == 0 ? arms[i] : -arms[i];
        values[point * n + i] = (float) (centre[i] + (point / 2 == i ? side : 0));
      }
    }
    return new Points(2 * n, n, values);
  }

  private static double deviation(double arm, int dimensions) {
    return Math.sqrt(2 * arm * arm / (2 * dimensions - 1));
  }

  private static Points scaled(Points points, float by) {
    float[] values = points.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= by;
    }
    return new Points(points.count(), points.dimensions(), values);
  }

  private static Points turned(Points points, double angle) {
    float[] values = points.values().clone();
    for (int i = 0; i < values.length; i += 2) {
      double x = values[i];
      double y = values[i + 1];
      values[i] = (float) (Math.cos(angle) * x - Math.sin(angle) * y);
      values[i + 1] = (float) (Math.sin(angle) * x + Math.cos(angle) * y);
    }
    return new Points(points.count(), 2, values);
  }

  /** Of points in the plane around 0. */
  private static double[][] covariance(Points points) {
    double[][] sums = new double[2][2];
    for (int point = 0; point < points.count(); point++) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          double product = (double) points.values()[2 * point + i] * points.values()[2 * point + j];
          sums[i][j] += product / (points.count() - 1);
        }
      }
    }
    return sums;
  }

  private static double determinant(double[][] m) {
    return m[0][0] * m[1][1] - m[0][1] * m[1][0];
  }
}
