package io.sparkgan.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What no judge has said. */
final class Appraisals {
  private static final int CLASSES = 10;

  private Appraisals() {}

  /** Points with coordinates in [-1, 1), moved. */
  static Points points(int count, int dimensions, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count * dimensions];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble(-1, 1) + shift);
    }
    return new Points(count, dimensions, values);
  }

  /** Points with these coordinates. */
  static Points points(float[]... rows) {
    return Points.joined(Arrays.stream(rows).map(row -> Points.of(1, row)).toList());
  }

  /** Four features and ten classes of no order. */
  static Appraisal random(int count, double shift, long seed) {
    return of(points(count, 4, shift, seed), chances(count, CLASSES, seed + 1));
  }

  /** Images with these features, sure to be of a class each. */
  static Appraisal sure(Points features, int... classes) {
    float[] chances = new float[features.count() * CLASSES];
    for (int i = 0; i < features.count(); i++) {
      chances[i * CLASSES + classes[i]] = 1;
    }
    return new Appraisal(features.count(), features.values(), chances);
  }

  static Appraisal of(Points features, Points chances) {
    return new Appraisal(features.count(), features.values(), chances.values());
  }

  static Points chances(int count, int classes, long seed) {
    Points raw = points(count, classes, 1, seed);
    for (int i = 0; i < count; i++) {
      float sum = 0;
      for (int j = 0; j < classes; j++) {
        sum += raw.values()[i * classes + j];
      }
      for (int j = 0; j < classes; j++) {
        raw.values()[i * classes + j] /= sum;
      }
    }
    return raw;
  }

  /** Real images against which others with four features can be scored. */
  static Reference reference() {
    Appraisal training = random(900, 0, 1);
    return new Reference(
        "test", random(300, 0, 3), training, IntStream.range(0, 900).asLongStream().toArray());
  }

  /** All blocks of some images, in order. */
  static List<BlockSums> blocks(Appraisal images, Reference reference) {
    int blocks = (images.count() + BlockSums.SIZE - 1) / BlockSums.SIZE;
    return IntStream.range(0, blocks).mapToObj(i -> sums(images, i, reference)).toList();
  }

  /** One block of some images. */
  static BlockSums sums(Appraisal images, int block, Reference reference) {
    int from = block * BlockSums.SIZE;
    int to = Math.min(from + BlockSums.SIZE, images.count());
    Appraisal part = images.select(IntStream.range(from, to).toArray());
    return BlockSums.of(block, part, new int[0], new float[0], reference);
  }

  /** The same images in another order. */
  static int[] shuffled(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int one = order[i];
      order[i] = order[other];
      order[other] = one;
    }
    return order;
  }
}
