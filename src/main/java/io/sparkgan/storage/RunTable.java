package io.sparkgan.storage;

import java.util.List;
import java.util.stream.Stream;
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

  /** The tables of a run as they are now. */
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
    Stream<String> files =
        table.ranges().stream().map(range -> table.file(range).path().toString());
    return new RunTable(name, MessageTypeParser.parseMessageType(schema), files.toList());
  }

  private static RunTable shards(RunDirectory run, Path folder) {
    Stream<String> files =
        run.files().names(folder).stream()
            .filter(PART::equals)
            .map(name -> new Path(folder, name).toString());
    MessageType schema = MessageTypeParser.parseMessageType(ShardsTable.SHARDS);
    return new RunTable("shards", schema, files.toList());
  }
}
