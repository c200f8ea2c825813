package io.sparkgan.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The few points nearest to each of some queries; of points equally near, the first. */
final class Neighbours implements Proposals.Search {
  private static final int NONE = -1;

  private final Points queries;
  private final Points points;
  private final int k;
  private final int[] leftOut;
  private final double[] squaredDistances;
  private final int[] indices;

  private Neighbours(Points queries, Points points, int k, int[] leftOut) {
    this.queries = queries;
    this.points = points;
    this.k = k;
    this.leftOut = leftOut;
    this.squaredDistances = new double[queries.count() * k];
    this.indices = new int[queries.count() * k];
    Arrays.fill(squaredDistances, Double.POSITIVE_INFINITY);
    Proposals.run(queries, points, this);
  }

  /** Of queries among points. */
  static Neighbours of(Points queries, Points points, int k) {
    int[] nobody = new int[queries.count()];
    Arrays.fill(nobody, NONE);
    return new Neighbours(queries, points, k, nobody);
  }

  /** Of some of the points among the others. */
  static Neighbours amongOthers(Points points, int k, int... which) {
    return new Neighbours(points.select(which), points, k, which);
  }

  /** Of all points, each among the others. */
  static Neighbours amongOthers(Points points, int k) {
    return amongOthers(points, k, IntStream.range(0, points.count()).toArray());
  }

  /** The nearest point. */
  int nearest(int query) {
    return indices[query * k];
  }

  /** From each query to its k-th nearest point; infinite if there are fewer points. */
  double[] squaredDistances() {
    return IntStream.range(0, queries.count()).mapToDouble(this::reach).toArray();
  }

  /** From each query to its k-th nearest point; infinite if there are fewer points. */
  double[] distances() {
    return Arrays.stream(squaredDistances()).map(Math::sqrt).toArray();
  }

  @Override
  public double reach(int query) {
    return squaredDistances[(query + 1) * k - 1];
  }

  @Override
  public void propose(int query, int point) {
    if (point == leftOut[query]) {
      return;
    }
    double squared = queries.squaredDistance(query, points, point);
    int first = query * k;
    int at = first + k - 1;
    if (!(squared < squaredDistances[at])) {
      return;
    }
    while (at > first && squared < squaredDistances[at - 1]) {
      squaredDistances[at] = squaredDistances[at - 1];
      indices[at] = indices[at - 1];
      at--;
    }
    squaredDistances[at] = squared;
    indices[at] = point;
  }
}
