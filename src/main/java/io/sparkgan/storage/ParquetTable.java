package io.sparkgan.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A table with one file per round, or with one for the whole run, under a fixed name. Writing a
 * round again replaces its rows, so a round that is made twice is there once.
 */
final class ParquetTable {
  private static final String FILE = "part.parquet";

  private final HadoopFiles files;
  private final Path folder;
  private final MessageType schema;

  /**
   * @param folder holds a folder per round, or the one file
   * @param schema in Parquet's own notation
   */
  ParquetTable(HadoopFiles files, Path folder, String schema) {
    this.files = files;
    this.folder = folder;
    this.schema = MessageTypeParser.parseMessageType(schema);
  }

  /** An empty row to fill and to give to {@link #write}. */
  Group row() {
    return new SimpleGroup(schema);
  }

  void write(int round, Stream<Group> rows) {
    AtomicFile.write(files, path(round), out -> write(out, rows));
  }

  /** Writes the one file of a table that has nothing to do with rounds. */
  void write(Stream<Group> rows) {
    AtomicFile.write(files, new Path(folder, FILE), out -> write(out, rows));
  }

  private void write(FSDataOutputStream out, Stream<Group> rows) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StreamOutputFile(out))
            .withConf(files.fileSystem().getConf())
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build()) {
      for (Iterator<Group> i = rows.iterator(); i.hasNext(); ) {
        writer.write(i.next());
      }
    }
  }

  /** Rounds that have a file, in ascending order. */
  List<Integer> rounds() {
    return named(Comparator.naturalOrder()).toList();
  }

  /** The newest round that has a file. */
  Optional<Integer> latestRound() {
    return named(Comparator.reverseOrder()).findFirst();
  }

  private Stream<Integer> named(Comparator<Integer> order) {
    return files.names(folder).stream()
        .flatMapToInt(name -> RoundName.TABLE.parse(name).stream())
        .boxed()
        .sorted(order)
        .filter(round -> files.isFile(path(round)));
  }

  List<Group> read(int round) {
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path(round))
            .withConf(files.fileSystem().getConf())
            .build()) {
      List<Group> rows = new ArrayList<>();
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path(round), e);
    }
  }

  Path path(int round) {
    return new Path(new Path(folder, RoundName.TABLE.of(round)), FILE);
  }
}
