package io.sparkgan.evaluation;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds the pairs, of many queries and many balls, that may be of interest, by products of
 * matrices.
 *
 * <p>The power distance of q from the ball around p with radius r is |q - p|^2 - r^2 = |q|^2 +
 * (|p|^2 - r^2) - 2 q.p. With one more coordinate, p becomes (p, |p|^2 - r^2) and q becomes (-2 q,
 * 1), and a product gives all of it but |q|^2. It does so in single precision and, depending on the
 * machine's threads, with other last bits; so products only propose, with a margin for their
 * rounding, and whoever searches decides in double precision: a result has the same bits
 * everywhere.
 */
final class Proposals implements AutoCloseable {

  /** What is looked for. */
  interface Search {
    /** Balls with a greater power distance from a query are of no interest to it, from now on. */
    double reach(int query);

    /** Takes a pair that may be of interest; for each query balls come in order. */
    void propose(int query, int ball);
  }

  /** A product of so many queries and balls stays in the cache of a core while it is looked at. */
  private static final int QUERIES = 512;

  private static final int BALLS = 256;

  /** Four times half a unit in the last place: bounds the rounding of one term with room. */
  private static final double UNIT = 0x1p-22;

  private final Points queries;
  private final float[] lifted;
  private final int rows;
  private final int ballCount;
  private final double greatest;
  private final INDArray left;
  private final INDArray right;
  private final INDArray product;
  private final float[] powers;

  private Proposals(Points queries, Points centres, double[] squaredRadii) {
    this.queries = queries;
    this.rows = queries.dimensions() + 1;
    this.ballCount = centres.count();
    this.lifted = new float[ballCount * rows];
    this.greatest = lift(centres, squaredRadii);
    int width = Math.min(QUERIES, queries.count());
    int height = Math.min(BALLS, ballCount);
    this.left = matrix(rows, height);
    this.right = matrix(rows, width);
    this.product = matrix(height, width);
    this.powers = new float[height * width];
  }

  /** Searches for points. */
  static void run(Points queries, Points points, Search search) {
    run(queries, points, new double[points.count()], search);
  }

  /** Searches for balls. */
  static void run(Points queries, Points centres, double[] squaredRadii, Search search) {
    try (Proposals proposals = new Proposals(queries, centres, squaredRadii)) {
      proposals.run(search);
    }
  }

  /** Columns lie one after another, which is how products want to have them. */
  private static INDArray matrix(int rows, int columns) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, 'f', rows, columns);
  }

  private double lift(Points centres, double[] squaredRadii) {
    double most = 0;
    for (int i = 0; i < ballCount; i++) {
      System.arraycopy(centres.values(), i * (rows - 1), lifted, i * rows, rows - 1);
      double squaredNorm = centres.product(i, centres, i);
      lifted[(i + 1) * rows - 1] = (float) (squaredNorm - squaredRadii[i]);
      most = Math.max(most, 2 * squaredNorm + squaredRadii[i]);
    }
    return most;
  }

  private void run(Search search) {
    int width = right.columns();
    int height = left.columns();
    for (int query = 0; query < queries.count(); query += width) {
      int columns = Math.min(width, queries.count() - query);
      buffer(right).put(turned(query, columns));
      for (int ball = 0; ball < ballCount; ball += height) {
        int balls = Math.min(height, ballCount - ball);
        buffer(left).put(lifted, ball * rows, balls * rows);
        Nd4j.gemm(left, right, product, true, false, 1, 0);
        buffer(product).get(powers);
        for (int i = 0; i < columns; i++) {
          scan(search, query + i, i * height, ball, balls);
        }
      }
    }
  }

  private float[] turned(int from, int count) {
    float[] turned = new float[count * rows];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < rows - 1; j++) {
        turned[i * rows + j] = -2 * queries.values()[(from + i) * (rows - 1) + j];
      }
      turned[(i + 1) * rows - 1] = 1;
    }
    return turned;
  }

  private static FloatBuffer buffer(INDArray array) {
    return array.data().asNioFloat();
  }

  private void scan(Search search, int query, int column, int ball, int balls) {
    double squaredNorm = queries.product(query, queries, query);
    double known = (rows + 2) * UNIT * (squaredNorm + greatest) - squaredNorm;
    float limit = (float) (search.reach(query) + known);
    int end = column + balls;
    for (int at = next(column, end, limit); at < end; at = next(at + 1, end, limit)) {
      search.propose(query, ball + at - column);
      limit = (float) (search.reach(query) + known);
    }
  }

  /** Where the next power within the limit is: apart, and so with the least to do for each. */
  private int next(int from, int end, float limit) {
    int at = from;
    while (at < end && powers[at] > limit) {
      at++;
    }
    return at;
  }

  @Override
  public void close() {
    left.close();
    right.close();
    product.close();
  }
}
