package io.sparkgan.storage;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * The files of one table. Rows move from file to file in two steps, of which an interruption may
 * leave the second undone: first the file that will hold them gets its name, then those that held
 * them are deleted. Until then the rows are in the files twice, and the file of the wider range is
 * the one that counts.
 */
record TableFolder(HadoopFiles files, Path folder) {

  ParquetFile file(RoundRange range) {
    return new ParquetFile(files, new Path(folder, range.fileName()));
  }

  /** The files that count, in the order of their rounds, of which no two have the same. */
  List<RoundRange> ranges() {
    List<RoundRange> all = all();
    return all.stream().filter(duplicate(all).negate()).toList();
  }

  /** As many of these files, from the first on, as have the same columns. */
  List<RoundRange> alike(List<RoundRange> ranges) {
    MessageType schema = file(ranges.get(0)).schema();
    return ranges.stream().takeWhile(range -> file(range).schema().equals(schema)).toList();
  }

  /**
   * Makes one file of several, with the same rows in the same order.
   *
   * @param parts at least two that follow each other in {@link #ranges} and have the same columns
   */
  void merge(List<RoundRange> parts) {
    RoundRange whole = new RoundRange(parts.get(0).first(), parts.get(parts.size() - 1).last());
    MessageType schema = file(parts.get(0)).schema();
    file(whole).write(schema, parts.stream().flatMap(part -> file(part).rows()));
    parts.forEach(this::delete);
  }

  /** Deletes files whose rows are in another file, too. */
  void discardDuplicates() {
    List<RoundRange> all = all();
    all.stream().filter(duplicate(all)).forEach(this::delete);
  }

  /** Deletes the rows of later rounds. */
  void discardAfter(int round) {
    for (RoundRange range : all()) {
      if (range.first() > round) {
        delete(range);
      } else if (range.last() > round) {
        cutAfter(round, range);
      }
    }
    discardDuplicates();
  }

  /**
   * The rest is named after the last round that is in it: one that is not may still get a file of
   * its own.
   */
  private void cutAfter(int round, RoundRange range) {
    int last;
    try (Stream<Group> rows = file(range).rows()) {
      last = rounds(rows).takeWhile(r -> r <= round).reduce(range.first(), Math::max);
    }
    RoundRange rest = new RoundRange(range.first(), last);
    try (Stream<Group> rows = file(range).rows()) {
      file(rest)
          .write(file(range).schema(), rows.takeWhile(row -> row.getInteger("round", 0) <= round));
    }
    delete(range);
  }

  private static IntStream rounds(Stream<Group> rows) {
    return rows.mapToInt(row -> row.getInteger("round", 0));
  }

  private void delete(RoundRange range) {
    files.delete(file(range).path());
  }

  private List<RoundRange> all() {
    return files.names(folder).stream()
        .flatMap(name -> RoundRange.parse(name).stream())
        .sorted(Comparator.comparingInt(RoundRange::first))
        .toList();
  }

  private static Predicate<RoundRange> duplicate(List<RoundRange> all) {
    // Few, where files of one round may be many.
    List<RoundRange> wide = all.stream().filter(range -> !range.isOne()).toList();
    return range -> wide.stream().anyMatch(other -> other.covers(range));
  }
}
