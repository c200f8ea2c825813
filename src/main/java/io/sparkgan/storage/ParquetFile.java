package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/** A Parquet file of rows, of which only one row group is ever in memory. */
record ParquetFile(HadoopFiles files, Path path) {
  /** Bounds the driver's memory, and lets a reader of one round skip most of a long file. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  /** Writes the file, or replaces it; it is complete or not there. */
  void write(MessageType schema, Stream<Group> rows) {
    AtomicFile.write(files, path, out -> write(out, schema, rows));
  }

  private void write(FSDataOutputStream out, MessageType schema, Stream<Group> rows)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StreamOutputFile(out))
            .withConf(files.fileSystem().getConf())
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build()) {
      // Not by its iterator, which would hold all that a flat map makes of one element.
      rows.forEachOrdered(row -> write(writer, row));
    }
  }

  private void write(ParquetWriter<Group> writer, Group row) {
    try {
      writer.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path, e);
    }
  }

  /** The rows in their order; closing the stream closes the file. */
  Stream<Group> rows() {
    ParquetReader<Group> reader = reader();
    return Stream.iterate(next(reader), Optional::isPresent, row -> next(reader))
        .flatMap(Optional::stream)
        .onClose(() -> close(reader));
  }

  /** The columns that the file has, whatever version wrote it. */
  MessageType schema() {
    requireFooter();
    try (ParquetFileReader reader = ParquetFileReader.open(new RunFileInput(files, path))) {
      return reader.getFileMetaData().getSchema();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void requireFooter() {
    try {
      ParquetFooter.require(files, path);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ParquetReader<Group> reader() {
    requireFooter();
    try {
      return new ParquetReader.Builder<Group>(new RunFileInput(files, path)) {
        @Override
        protected ReadSupport<Group> getReadSupport() {
          return new GroupReadSupport();
        }
      }.withConf(files.fileSystem().getConf()).build();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Optional<Group> next(ParquetReader<Group> reader) {
    try {
      return Optional.ofNullable(reader.read());
    } catch (IOException e) {
      throw unreadable(e);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private void close(ParquetReader<Group> reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** What is in the file cannot be, unless it could not be read at all. */
  private RuntimeException damaged(RuntimeException failure) {
    boolean unread =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
            .anyMatch(UncheckedIOException.class::isInstance);
    if (unread) {
      return failure;
    }
    UserInputException damaged =
        new UserInputException("%s is damaged: %s".formatted(path, failure.getMessage()));
    damaged.initCause(failure);
    return damaged;
  }

  private UncheckedIOException unreadable(IOException cause) {
    return new UncheckedIOException("Cannot read " + path, cause);
  }
}
