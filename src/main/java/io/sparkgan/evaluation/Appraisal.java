package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the judge says of some images, in order.
 *
 * @param count number of images
 * @param features for each image its features one after another
 * @param probabilities for each image the probability of each class; they sum to 1
 */
public record Appraisal(int count, float[] features, float[] probabilities)
    implements Serializable {
  public Appraisal {
    if (count < 0
        || (count == 0 ? features.length + probabilities.length > 0 : odd(count, features))
        || (count > 0 && odd(count, probabilities))) {
      throw new IllegalArgumentException(
          "%d images with %d features and %d probabilities"
              .formatted(count, features.length, probabilities.length));
    }
  }

  /** Of the images of all, one after another; there must be at least one. */
  public static Appraisal joined(List<Appraisal> all) {
    return of(
        Points.joined(all.stream().map(Points::features).toList()),
        Points.joined(all.stream().map(Appraisal::chances).toList()));
  }

  /** Of these of the images, in this order. */
  Appraisal select(int... images) {
    return of(Points.features(this).select(images), chances().select(images));
  }

  int classes() {
    return probabilities.length / count;
  }

  double probability(int image, int ofClass) {
    return probabilities[image * classes() + ofClass];
  }

  /** What the judge takes each image for; of equally probable classes the first. */
  public int[] verdicts() {
    return IntStream.range(0, count).map(this::verdict).toArray();
  }

  int verdict(int image) {
    int best = 0;
    for (int i = 1; i < classes(); i++) {
      if (probability(image, i) > probability(image, best)) {
        best = i;
      }
    }
    return best;
  }

  private static Appraisal of(Points features, Points chances) {
    return new Appraisal(features.count(), features.values(), chances.values());
  }

  private Points chances() {
    return Points.of(count, probabilities);
  }

  private static boolean odd(int count, float[] values) {
    return values.length == 0 || values.length % count != 0;
  }
}
