package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.List;

/** Real images as the judge sees them: what generated ones are compared with. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class Reference implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Real images, and training images, below which scores mean nothing. */
  public static final int MIN_IMAGES = 200;

  private final String split;

  /**
   * Takes what every scoring needs of the real images; compares each with each training image.
   *
   * @param split what the real images are: test or held-out
   * @param real images that are not trained on, at least {@link #MIN_IMAGES}
   * @param training images that are trained on, at least {@link #MIN_IMAGES}
   * @param trainingIndices the index in the data set of each of them
   */
  public Reference(String split, Appraisal real, Appraisal training, long[] trainingIndices) {
    this.split = split;
  }

  /** What the real images are: test or held-out. */
  public String split() {
    return split;
  }

  /** One verdict for each image, in order. */
  public List<Judged> judge(Appraisal samples) {
    throw new UnsupportedOperationException("on its way");
  }
}
