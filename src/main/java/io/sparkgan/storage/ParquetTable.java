package io.sparkgan.storage;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A table to which each round adds a file under a fixed name. Writing a round again replaces its
 * rows, so a round that is made twice is there once.
 */
final class ParquetTable {
  private final TableFolder table;
  private final MessageType schema;

  /**
   * @param folder holds the table's files
   * @param schema in Parquet's own notation
   */
  ParquetTable(HadoopFiles files, Path folder, String schema) {
    this.table = new TableFolder(files, folder);
    this.schema = MessageTypeParser.parseMessageType(schema);
  }

  /** Where its files are. */
  Path folder() {
    return table.folder();
  }

  /** An empty row to fill and to give to {@link #write}. */
  Group row() {
    return new SimpleGroup(schema);
  }

  void write(int round, Stream<Group> rows) {
    table.file(RoundRange.of(round)).write(schema, rows);
  }

  /** The rows of all rounds, in the order of rounds. */
  List<Group> rows() {
    return read(ranges -> ranges.stream().flatMap(range -> table.file(range).rows()).toList());
  }

  /** The rows of some rounds, in the order of rounds. */
  List<Group> rows(RoundRange rounds) {
    return read(
        ranges ->
            ranges.stream()
                .filter(rounds::meets)
                .flatMap(range -> table.file(range).rows())
                .filter(row -> rounds.has(row.getInteger("round", 0)))
                .toList());
  }

  /**
   * What all rows come to, in the order of rounds, of which only one is in memory.
   *
   * @param empty what no rows come to; asked again if reading begins again
   */
  <T> T collect(Supplier<T> empty, BiConsumer<T, Group> add) {
    return read(
        ranges -> {
          T collected = empty.get();
          for (RoundRange range : ranges) {
            try (Stream<Group> rows = table.file(range).rows()) {
              rows.forEachOrdered(row -> add.accept(collected, row));
            }
          }
          return collected;
        });
  }

  /** The last row of the newest round. */
  Optional<Group> lastRow() {
    return read(this::lastRow);
  }

  /**
   * Another process that compacts may delete a file after it was listed; its rows are in another.
   */
  private <T> T read(Function<List<RoundRange>, T> reading) {
    try {
      return reading.apply(table.ranges());
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileNotFoundException) {
        return reading.apply(table.ranges());
      }
      throw e;
    }
  }

  private Optional<Group> lastRow(List<RoundRange> ranges) {
    if (ranges.isEmpty()) {
      return Optional.empty();
    }
    try (Stream<Group> rows = table.file(ranges.get(ranges.size() - 1)).rows()) {
      return rows.reduce((before, after) -> after);
    }
  }
}
