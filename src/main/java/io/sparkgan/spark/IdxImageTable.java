package io.sparkgan.spark;

import io.sparkgan.data.LabelledImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * IDX files as a table. A gzipped stream has no second entrance, so one task reads it from its
 * start to the last image that is wanted.
 */
final class IdxImageTable {
  private IdxImageTable() {}

  static ImageTable open(
      JavaSparkContext context, String uri, IdxSource source, IdxSource.Split split) {
    try (LabelledImages header = source.open()) {
      return new ImageTable(
          uri,
          end -> context.parallelize(List.of(source), 1).flatMap(it -> new Rows(it, end)),
          header.count(),
          header.height(),
          header.width(),
          header.labelled()
              ? Optional.empty()
              : Optional.of("file %s or %s.gz".formatted(split.labels(), split.labels())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Rows implements Iterator<ImageRow> {
    private final LabelledImages images;
    private final long end;
    private boolean hasNext;

    Rows(IdxSource source, long end) throws IOException {
      images = source.open();
      this.end = end;
      advance();
    }

    @Override
    public boolean hasNext() {
      return hasNext;
    }

    @Override
    public ImageRow next() {
      if (!hasNext) {
        throw new NoSuchElementException();
      }
      ImageRow row = new ImageRow(images.index(), images.label(), images.pixels().clone());
      try {
        advance();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return row;
    }

    private void advance() throws IOException {
      int next = images.index() + 1;
      // Only beyond the last image of the file is it known that nothing follows.
      boolean wanted = next < end || next == images.count();
      hasNext = wanted && images.advance();
      if (!hasNext) {
        images.close();
      }
    }
  }
}
