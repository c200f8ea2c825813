package io.sparkgan.evaluation;

import java.io.Serializable;

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

  private static boolean odd(int count, float[] values) {
    return values.length == 0 || values.length % count != 0;
  }
}
