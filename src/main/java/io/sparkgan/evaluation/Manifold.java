package io.sparkgan.evaluation;

import java.util.stream.IntStream;

/** Where some points come from, as it is estimated: a ball around each that reaches its third. */
final class Manifold {
  private static final int NEIGHBOURS = 3;

  private final Points points;
  private final double[] squaredRadii;

  Manifold(Points points) {
    this.points = points;
    this.squaredRadii = Neighbours.amongOthers(points, NEIGHBOURS).squaredDistances();
  }

  Points points() {
    return points;
  }

  /** Of the first of the points alone. */
  Manifold first(int count) {
    return count == points.count() ? this : new Manifold(points.range(0, count));
  }

  /** The share of the queries that are inside. */
  double share(Points queries) {
    Inside inside = new Inside(queries);
    Proposals.run(queries, points, squaredRadii, inside);
    return (double) inside.count() / queries.count();
  }

  private final class Inside implements Proposals.Search {
    private final Points queries;
    private final boolean[] found;

    Inside(Points queries) {
      this.queries = queries;
      this.found = new boolean[queries.count()];
    }

    long count() {
      return IntStream.range(0, found.length).filter(i -> found[i]).count();
    }

    @Override
    public double reach(int query) {
      return found[query] ? Double.NEGATIVE_INFINITY : 0;
    }

    @Override
    public void propose(int query, int ball) {
      if (queries.squaredDistance(query, points, ball) <= squaredRadii[ball]) {
        found[query] = true;
      }
    }
  }
}
