package io.sparkgan.config;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How alike the workers' shards are: {@code iid}, each a random sample of all images; or {@code
 * by-label(k)}, each of images of about k labels (McMahan et al. 2017, arXiv:1602.05629).
 *
 * @param labelsPerWorker k; 0 for iid
 */
public record Partition(int labelsPerWorker) implements Serializable {
  /** Shards that are random samples. */
  public static final Partition IID = new Partition(0);

  /** There are no more labels. */
  private static final int MOST_LABELS = 255;

  private static final Pattern BY_LABEL = Pattern.compile("by-label\\(([1-9]\\d{0,2})\\)");

  /** Checks that there may be so many labels. */
  public Partition {
    if (labelsPerWorker < 0 || labelsPerWorker > MOST_LABELS) {
      throw new IllegalArgumentException("%d labels".formatted(labelsPerWorker));
    }
  }

  /** What a text says; empty if it says nothing of the kind. */
  static Optional<Partition> parse(String text) {
    Matcher byLabel = BY_LABEL.matcher(text);
    if (!byLabel.matches()) {
      return text.equals("iid") ? Optional.of(IID) : Optional.empty();
    }
    int labels = Integer.parseInt(byLabel.group(1));
    return labels > MOST_LABELS ? Optional.empty() : Optional.of(new Partition(labels));
  }

  /** Whether labels decide who has which image. */
  public boolean byLabel() {
    return labelsPerWorker > 0;
  }

  @Override
  public String toString() {
    return byLabel() ? "by-label(%d)".formatted(labelsPerWorker) : "iid";
  }
}
