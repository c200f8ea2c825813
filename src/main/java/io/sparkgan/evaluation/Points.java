package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Points in a space of some dimensions, as images are in that of the judge's features.
 *
 * @param values coordinates, point after point
 */
record Points(int count, int dimensions, float[] values) implements Serializable {

  static Points of(int count, float[] values) {
    return new Points(count, values.length / count, values);
  }

  static Points features(Appraisal appraisal) {
    return of(appraisal.count(), appraisal.features());
  }

  static Points joined(List<Points> all) {
    int count = all.stream().mapToInt(Points::count).sum();
    int dimensions = all.get(0).dimensions;
    float[] values = new float[count * dimensions];
    int at = 0;
    for (Points points : all) {
      System.arraycopy(points.values, 0, values, at, points.values.length);
      at += points.values.length;
    }
    return new Points(count, dimensions, values);
  }

  /** These of the points, in this order. */
  Points select(int... which) {
    float[] selected = new float[which.length * dimensions];
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(values, which[i] * dimensions, selected, i * dimensions, dimensions);
    }
    return new Points(which.length, dimensions, selected);
  }

  Points range(int from, int to) {
    return select(IntStream.range(from, to).toArray());
  }

  /** The scalar product of two points. */
  double product(int point, Points others, int other) {
    int a = point * dimensions;
    int b = other * dimensions;
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      sum += (double) values[a + i] * others.values[b + i];
    }
    return sum;
  }

  /** The same bits from either side. */
  double squaredDistance(int point, Points others, int other) {
    int a = point * dimensions;
    int b = other * dimensions;
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      double difference = (double) values[a + i] - others.values[b + i];
      sum += difference * difference;
    }
    return sum;
  }
}
