package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A table of a run, for those who read it with tools of their own.
 *
 * @param name one of {@code steps}, {@code workers}, {@code rounds}, {@code evaluations}, {@code
 *     shards}, {@code samples}
 * @param schema all columns that this version writes
 * @param files URIs of the Parquet files that hold its rows, each once; none before the first round
 */
public record RunTable(String name, MessageType schema, List<String> files) {
  private static final String PART = "part.parquet";

  public RunTable {
    files = List.copyOf(files);
  }

  /**
   * The tables of a run as they are now.
   *
   * @throws UserInputException if a file is none that a reader of Parquet can be given
   * @throws UncheckedIOException if the file system fails
   */
  public static List<RunTable> of(RunDirectory run) {
    Path metrics = new Path(run.uri(), "metrics");
    return List.of(
        rounds(run, "steps", StepsTable.SCHEMA, new Path(metrics, "steps")),
        rounds(run, "workers", WorkersTable.SCHEMA, new Path(metrics, "workers")),
        rounds(run, "rounds", RoundsTable.SCHEMA, new Path(metrics, "rounds")),
        rounds(run, "evaluations", EvaluationsTable.SCHEMA, new Path(metrics, "evaluations")),
        shards(run, new Path(metrics, "shards")),
        rounds(run, "samples", SampleFiles.IMAGES, new Path(run.uri(), "samples/images")));
  }

  private static RunTable rounds(RunDirectory run, String name, String schema, Path folder) {
    TableFolder table = new TableFolder(run.files(), folder);
    return table(
        run,
        name,
        schema,
        () -> table.ranges().stream().map(range -> table.file(range).path()).toList());
  }

  private static RunTable shards(RunDirectory run, Path folder) {
    return table(
        run,
        "shards",
        ShardsTable.SHARDS,
        () ->
            run.files().names(folder).stream()
                .filter(PART::equals)
                .map(name -> new Path(folder, name))
                .toList());
  }

  /** A reader allocates what the footers of files claim, so they are looked at first. */
  private static RunTable table(
      RunDirectory run, String name, String schema, Supplier<List<Path>> listed) {
    try {
      return new RunTable(
          name, MessageTypeParser.parseMessageType(schema), files(run.files(), listed));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the table %s of %s".formatted(name, run.uri()), e);
    }
  }

  /** Another process that compacts may delete a file after it was listed. */
  private static List<String> files(HadoopFiles files, Supplier<List<Path>> listed)
      throws IOException {
    try {
      return checked(files, listed.get());
    } catch (FileNotFoundException e) {
      return checked(files, listed.get());
    }
  }

  private static List<String> checked(HadoopFiles files, List<Path> paths) throws IOException {
    for (Path path : paths) {
      ParquetFooter.require(files, path);
    }
    return paths.stream().map(Path::toString).toList();
  }
}
