package io.sparkgan.sql;

import io.sparkgan.config.UserInputException;
import io.sparkgan.spark.ParquetColumns;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of runs as temporary views of a session: {@code steps}, {@code workers}, {@code
 * rounds}, {@code evaluations}, {@code shards} and {@code samples}. Each has the rows of all runs,
 * told apart by the column {@code run}, and is empty rather than missing.
 */
public final class RunViews {
  private final SparkSession spark;
  private final Map<String, Dataset<Row>> views = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  private RunViews(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Makes the views, in place of any of these names.
   *
   * @param uris folders of runs on any Hadoop file system
   * @return a line for each: what there is of it, or why nothing of it is shown
   * @throws UserInputException if none of them can be shown
   */
  public static String register(SparkSession spark, String... uris) {
    RunViews runs = new RunViews(spark);
    List<String> shown = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String uri : uris) {
      try {
        shown.add(runs.add(RunDirectory.open(SparkGan.hadoop(), uri)));
      } catch (UserInputException e) {
        problems.addAll(e.problems());
      }
    }
    if (shown.isEmpty()) {
      throw new UserInputException(problems);
    }
    runs.views.forEach((name, rows) -> rows.createOrReplaceTempView(name));
    shown.addAll(problems);
    return String.join("\n", shown);
  }

  private String add(RunDirectory run) {
    if (!names.add(run.name())) {
      throw new UserInputException(
          "%s: another run has the name %s, and no column would tell them apart; left out"
              .formatted(run.uri(), run.name()));
    }
    List<RunTable> tables = RunTable.of(run);
    tables.forEach(table -> views.merge(table.name(), rows(table), Dataset::unionByName));
    return "%s: %s".formatted(run.name(), describe(run, tables));
  }

  private static String describe(RunDirectory run, List<RunTable> tables) {
    String empty =
        tables.stream()
            .filter(table -> table.files().isEmpty())
            .map(RunTable::name)
            .collect(Collectors.joining(", "));
    TreeSet<Integer> rounds = new TreeSet<>(run.checkpoints().rounds());
    String newest = rounds.isEmpty() ? "no round yet" : "round " + rounds.last();
    return "%s, %s%s"
        .formatted(recipe(run), newest, empty.isEmpty() ? "" : "; no rows of " + empty);
  }

  /** The tables of another version may still be of use. */
  private static String recipe(RunDirectory run) {
    try {
      return run.configuration().settings().recipe().name();
    } catch (UserInputException e) {
      return "settings that this version cannot read";
    }
  }

  private Dataset<Row> rows(RunTable table) {
    // Runs of older versions lack some, which are null in their rows.
    StructType schema = ParquetColumns.of(spark, table.schema());
    return table.files().isEmpty()
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(table.files().toArray(String[]::new));
  }
}
