package io.sparkgan.storage;

import io.sparkgan.config.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The results of a sweep: one Parquet file with a row a run, replaced as a whole. */
public final class SweepTable {
  private static final String RUN =
      """
      message run {
        required binary run (STRING);
        required binary status (STRING);
      }
      """;

  private static final String RESULTS =
      """
      message results {
        required int32 planned_rounds;
        required int32 rounds;
        required int64 steps;
        required int64 images;
        required int64 wall_ms;
        required double images_per_s;
        optional double generator_relative_drift;
        optional double discriminator_relative_drift;
        optional int32 best_round;
      }
      """;

  /** Columns of an evaluation that say nothing of a run's quality, or are a run's own. */
  private static final Set<String> LEFT_OUT = Set.of("run", "round", "seed", "wall_ms");

  /** Columns that all evaluations of a run have in common. */
  private static final Set<String> COMMON =
      Set.of("protocol", "samples", "batch", "split", "real_samples", "floor_samples", "extractor");

  private final ParquetFile file;
  private final MessageType schema;

  /**
   * The table of a sweep, whether it is there or not.
   *
   * @param folder URI of the folder that holds the runs
   * @param axes each has a column
   */
  public SweepTable(Configuration configuration, String folder, List<Sweep.Axis> axes) {
    Path parent = HadoopFiles.path(folder);
    HadoopFiles files = HadoopFiles.of(configuration, parent);
    this.file = new ParquetFile(files, files.qualified(new Path(parent, "results.parquet")));
    this.schema = schema(axes);
  }

  /** The column of an axis: its key, as {@code training_local_steps}. */
  public static String column(Sweep.Axis axis) {
    return axis.key()
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toLowerCase(Locale.ROOT);
  }

  /** Columns of an evaluation that are in a row of the results under their own names. */
  public static boolean keepsLast(String column) {
    return !LEFT_OUT.contains(column);
  }

  /** Columns of an evaluation whose value in the best round is in a row of the results, too. */
  public static boolean keepsBest(String column) {
    return keepsLast(column) && !COMMON.contains(column) && !column.endsWith("_floor");
  }

  /** The fully qualified URI. */
  public String uri() {
    return file.path().toString();
  }

  /**
   * Replaces the table.
   *
   * @param rows values by column
   */
  public void write(List<Map<String, Object>> rows) {
    file.write(schema, rows.stream().map(this::row));
  }

  private Group row(Map<String, Object> values) {
    Group row = new SimpleGroup(schema);
    values.forEach((name, value) -> Columns.append(row, name, value));
    return row;
  }

  /** Its rows as values by column, with the columns that they were written with; none without. */
  public List<Map<String, Object>> rows() {
    if (!file.files().isFile(file.path())) {
      return List.of();
    }
    try (Stream<Group> rows = file.rows()) {
      return rows.map(Columns::of).toList();
    }
  }

  private static MessageType schema(List<Sweep.Axis> axes) {
    List<Type> columns = new ArrayList<>(MessageTypeParser.parseMessageType(RUN).getFields());
    axes.forEach(axis -> columns.add(type(axis)));
    columns.addAll(MessageTypeParser.parseMessageType(RESULTS).getFields());
    List<Type> scores = MessageTypeParser.parseMessageType(EvaluationsTable.SCHEMA).getFields();
    scores.stream()
        .filter(score -> keepsLast(score.getName()))
        .forEach(score -> columns.add(optional(score, score.getName())));
    scores.stream()
        .filter(score -> keepsBest(score.getName()))
        .forEach(score -> columns.add(optional(score, "best_" + score.getName())));
    return new MessageType("sweep", columns);
  }

  private static Type type(Sweep.Axis axis) {
    String kind =
        switch (axis.type()) {
          case LONG -> "int64 %s";
          case DOUBLE -> "double %s";
          case TEXT -> "binary %s (STRING)";
        };
    return MessageTypeParser.parseMessageType(
            "message axis { required " + kind.formatted(column(axis)) + "; }")
        .getType(0);
  }

  /** A run has scores only if it is judged. */
  private static Type optional(Type column, String name) {
    return column.isPrimitive()
        ? Types.primitive(column.asPrimitiveType().getPrimitiveTypeName(), Repetition.OPTIONAL)
            .as(column.getLogicalTypeAnnotation())
            .named(name)
        : Types.optionalGroup()
            .as(column.getLogicalTypeAnnotation())
            .addFields(column.asGroupType().getFields().toArray(Type[]::new))
            .named(name);
  }
}
