package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Sums that give mean and covariance of points.
 *
 * @param sum of the points
 * @param products sum of the outer products of each point with itself, row after row
 */
record Moments(int count, double[] sum, double[] products) implements Serializable {

  static Moments of(Points points) {
    int n = points.dimensions();
    double[] sum = new double[n];
    double[] products = new double[n * n];
    for (int point = 0; point < points.count(); point++) {
      for (int i = 0; i < n; i++) {
        double value = points.values()[point * n + i];
        sum[i] += value;
        for (int j = 0; j < n; j++) {
          products[i * n + j] += value * points.values()[point * n + j];
        }
      }
    }
    return new Moments(points.count(), sum, products);
  }

  /** Of the points of all; their order decides the last bits. */
  static Moments merged(List<Moments> all) {
    Moments first = all.get(0);
    int count = 0;
    double[] sum = new double[first.sum.length];
    double[] products = new double[first.products.length];
    for (Moments moments : all) {
      count += moments.count;
      add(sum, moments.sum);
      add(products, moments.products);
    }
    return new Moments(count, sum, products);
  }

  static void add(double[] sums, double[] values) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  RealVector mean() {
    return new ArrayRealVector(sum).mapDivide(count);
  }

  /** The unbiased estimate, with one less than the number of points below the line. */
  RealMatrix covariance() {
    int n = sum.length;
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        covariance[i][j] = (products[i * n + j] - sum[i] * sum[j] / count) / (count - 1);
      }
    }
    return new Array2DRowRealMatrix(covariance, false);
  }
}
