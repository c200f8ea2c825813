package io.sparkgan.spark;

import io.sparkgan.data.ImageRange;
import io.sparkgan.data.LabelledImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * IDX files as a table. Tasks read ranges of images side by side. A gzipped stream has no second
 * entrance, so one task reads it from its start to the last image that is wanted.
 */
final class IdxImageTable {
  /** Of the images in a range: seconds of work. */
  private static final long RANGE_BYTES = 64L << 20;

  private IdxImageTable() {}

  /**
   * @param missingLabels what would have to be there, should there be no labels
   */
  static ImageTable open(
      JavaSparkContext context, String uri, IdxSource source, String missingLabels) {
    try (LabelledImages header = source.open()) {
      int count = header.count();
      if (header.skippable()) {
        requireWhole(header);
      }
      int tasks = header.skippable() ? tasks(context, header) : 1;
      return new ImageTable(
          uri,
          end -> rows(context, source, Math.min(end, count), tasks),
          count,
          header.height(),
          header.width(),
          header.labelled() ? Optional.empty() : Optional.of(missingLabels));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a header claims becomes tasks, so it is seen first that the file has as many bytes. */
  private static void requireWhole(LabelledImages images) throws IOException {
    images.skip(images.count());
    images.advance();
  }

  private static int tasks(JavaSparkContext context, LabelledImages images) {
    long bytes = (long) images.count() * images.height() * images.width();
    return (int) Math.max(context.defaultParallelism(), bytes / RANGE_BYTES);
  }

  private static JavaRDD<ImageRow> rows(
      JavaSparkContext context, IdxSource source, long end, int tasks) {
    List<ImageRange> ranges = ranges(end, (int) Math.min(tasks, end));
    return context.parallelize(ranges, ranges.size()).flatMap(range -> new Rows(source, range));
  }

  private static List<ImageRange> ranges(long end, int count) {
    return LongStream.range(0, count)
        .mapToObj(i -> new ImageRange(end * i / count, end * (i + 1) / count - end * i / count))
        .toList();
  }

  private static final class Rows implements Iterator<ImageRow> {
    private final LabelledImages images;
    private final long end;
    private boolean hasNext;

    Rows(IdxSource source, ImageRange range) throws IOException {
      images = source.open();
      end = range.first() + range.count();
      images.skip(Math.toIntExact(range.first()));
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
