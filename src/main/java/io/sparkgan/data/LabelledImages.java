package io.sparkgan.data;

import io.sparkgan.config.UserInputException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A file of images and the file of their labels, if there is one, read side by side:
 *
 * <pre>{@code
 * while (images.advance()) {
 *   use(images.index(), images.label(), images.pixels());
 * }
 * }</pre>
 */
public final class LabelledImages implements AutoCloseable {
  private final IdxImages images;
  private final Optional<IdxLabels> labels;
  private final byte[] pixels;
  private int index = -1;
  private int label = ImageBlock.NO_LABEL;

  private LabelledImages(IdxImages images, Optional<IdxLabels> labels) {
    this.images = images;
    this.labels = labels;
    this.pixels = new byte[images.height() * images.width()];
  }

  /** Takes images that nobody labelled, and owns their file from here on. */
  public static LabelledImages unlabelled(IdxImages images) {
    return new LabelledImages(images, Optional.empty());
  }

  /**
   * Pairs two files and owns them from here on, also when it refuses them.
   *
   * @throws UserInputException if they do not have the same count
   */
  public static LabelledImages of(IdxImages images, IdxLabels labels) throws IOException {
    LabelledImages pair = new LabelledImages(images, Optional.of(labels));
    if (labels.count() != images.count()) {
      try (pair) {
        throw new UserInputException(
            "%s: at byte 4 expected %d labels, as many as images in %s, found %d"
                .formatted(labels.name(), images.count(), images.name(), labels.count()));
      }
    }
    return pair;
  }

  /** Images in the file, at least 1. */
  public int count() {
    return images.count();
  }

  /** Rows of an image. */
  public int height() {
    return images.height();
  }

  /** Columns of an image. */
  public int width() {
    return images.width();
  }

  /** Whether images have labels. */
  public boolean labelled() {
    return labels.isPresent();
  }

  /** Whether images can be skipped without reading them. */
  public boolean skippable() {
    return !images.compressed();
  }

  /**
   * Passes over some images.
   *
   * @param count no more than are left
   */
  public void skip(int count) throws IOException {
    images.skip(count);
    if (labels.isPresent()) {
      labels.get().skip(count);
    }
    index += count;
  }

  /** Goes on to the next image; false after the last, when it has checked that no byte follows. */
  public boolean advance() throws IOException {
    boolean more = images.next(pixels);
    if (labels.isPresent()) {
      label = labels.get().next();
    }
    if (more) {
      index++;
    }
    return more;
  }

  /** Position of the current image in the file, from 0. */
  public int index() {
    return index;
  }

  /** Label of the current image, 0 to 254; or {@link ImageBlock#NO_LABEL}. */
  public int label() {
    return label;
  }

  /** Grey values of the current image, row by row; the next {@link #advance} overwrites them. */
  public byte[] pixels() {
    return pixels;
  }

  @Override
  public void close() throws IOException {
    Closeable rest = this::closeLabels;
    try (rest) {
      images.close();
    }
  }

  private void closeLabels() throws IOException {
    if (labels.isPresent()) {
      labels.get().close();
    }
  }
}
