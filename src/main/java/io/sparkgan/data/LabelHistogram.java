package io.sparkgan.data;

import java.io.Serializable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** How many images there are of each label, and without one. Not for use by two threads at once. */
public final class LabelHistogram implements Serializable {
  /** More than any label that an image has. */
  public static final int LABELS = 255;

  private static final long serialVersionUID = 1L;

  /** What has no label counts last. */
  private final long[] images = new long[LABELS + 1];

  /**
   * Counts an image.
   *
   * @param label 0 to 254, or {@link ImageBlock#NO_LABEL}
   */
  public void add(int label) {
    images[label & 0xff]++;
  }

  /** Counts the images of a block. */
  public void add(ImageBlock block) {
    for (byte label : block.labels()) {
      add(label);
    }
  }

  /**
   * Images of a label.
   *
   * @param label 0 to 254, or {@link ImageBlock#NO_LABEL}
   */
  public long images(int label) {
    return images[label & 0xff];
  }

  /** All images. */
  public long images() {
    return LongStream.of(images).sum();
  }

  /** The labels that there are, in ascending order, {@link ImageBlock#NO_LABEL} first. */
  public IntStream labels() {
    return IntStream.range(ImageBlock.NO_LABEL, LABELS).filter(label -> images(label) > 0);
  }
}
