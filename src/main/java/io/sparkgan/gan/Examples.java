package io.sparkgan.gan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Images that the discriminator learns from.
 *
 * @param targets one for each logit, that is for each pack of images
 */
record Examples(Images images, double[] targets) {

  /** These examples, then others. */
  Examples and(Examples others) {
    return new Examples(
        images.and(others.images),
        DoubleStream.concat(DoubleStream.of(targets), DoubleStream.of(others.targets)).toArray());
  }

  /**
   * In order, at most so many images at a time.
   *
   * @param most 0 for no limit
   */
  List<Examples> parts(int most) {
    int packing = images.count() / targets.length;
    List<Examples> parts = new ArrayList<>();
    for (int[] range : ranges(images.count(), most)) {
      parts.add(
          new Examples(
              images.range(range[0], range[1]),
              Arrays.copyOfRange(targets, range[0] / packing, range[1] / packing)));
    }
    return parts;
  }

  /** From and to of each part of a batch. */
  static List<int[]> ranges(int count, int most) {
    int length = most == 0 ? count : most;
    List<int[]> ranges = new ArrayList<>();
    for (int from = 0; from < count; from += length) {
      ranges.add(new int[] {from, Math.min(count, from + length)});
    }
    return ranges;
  }

  /** What the discriminator said of these, with its mean loss. */
  Verdict verdict(Objective objective, Logits logits) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      sum += objective.discriminatorLoss(logits.values()[i], targets[i]);
    }
    return new Verdict(logits, sum / targets.length);
  }

  /** The derivative of the loss by each logit. */
  double[] slopes(Objective objective, Logits logits) {
    double[] slopes = new double[targets.length];
    Arrays.setAll(
        slopes, i -> objective.discriminatorSlope(logits.values()[i], targets[i]) / targets.length);
    return slopes;
  }
}
