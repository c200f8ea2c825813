package io.sparkgan;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.job.TrainJob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebook's queries, over the tables of a real run, give what its rows say. */
class NotebookQueriesIT {
  private static final int IMAGES = 96;
  private static final int SIDE = 28;
  private static final int WORKERS = 3;
  private static final int STEPS = 30;
  private static final double HALF_A_THOUSANDTH = 0.0005 + 1e-9;

  private static final Pattern DOCUMENTED_COLUMN =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\|");

  /** How the documents call the types of Spark. */
  private static final Map<String, String> TYPES =
      Map.of(
          "string", "string",
          "int", "int32",
          "bigint", "int64",
          "float", "float",
          "double", "double",
          "binary", "binary",
          "array<float>", "list of float");

  private static final String SMALL_NETWORKS =
      """
      recipe.generator.layers = [
        { type = dense, units = 16, bias = true }
        { type = leaky-relu, slope = 0.2 }
        { type = dense, units = 784, bias = true }
        { type = tanh }
        { type = reshape, height = 28, width = 28, channels = 1 }
      ]
      recipe.discriminator.layers = [
        { type = flatten }
        { type = dense, units = 16, bias = true }
        { type = leaky-relu, slope = 0.2 }
        { type = dense, units = 1, bias = true }
      ]
      """;

  private static Notebook notebook;
  private static SparkSession spark;
  private static String runDir;

  @BeforeAll
  static void trainTinyRun(@TempDir Path folder) throws Exception {
    notebook = Notebook.read(Path.of("notebooks/01-first-look.ipynb"));
    Path data = Files.createDirectory(folder.resolve("data"));
    writeNoise(data);
    Path conf = Files.writeString(folder.resolve("small.conf"), SMALL_NETWORKS);
    train(
        folder.resolve("train.log"),
        "--recipe=keras-mlp",
        "--conf=" + conf,
        "--rounds=2",
        "--workers=" + WORKERS,
        "--set=training.localSteps=" + STEPS,
        "--set=samples.count=12",
        "--set=spark.ui.enabled=false",
        "--master=local[2]",
        "--data=" + data,
        "--out=" + folder,
        "--run=tiny");
    runDir = folder.resolve("tiny").toString();
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            .getOrCreate();
    table("metrics/steps").createOrReplaceTempView("steps");
    table("metrics/workers").createOrReplaceTempView("workers");
    table("metrics/rounds").createOrReplaceTempView("rounds");
    table("samples/images").createOrReplaceTempView("samples");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void itIsNotebookForAnyJavaKernel() {
    assertThat(notebook.format()).isEqualTo(4);
    assertThat(notebook.kernel()).isEqualTo("java");
    assertThat(notebook.queries())
        .containsKeys("losses", "phases", "drift", "accuracy", "verdicts");
  }

  @Test
  void lossesAreTheMeansOfTheirRound() {
    List<Row> found = query("losses", "round", "d_loss", "g_loss", "d_real", "d_generated");

    assertThat(found).extracting(row -> row.getInt(0)).containsExactly(1, 2);
    assertMeans(found, "d_loss", NotebookQueriesIT::round, row -> number(row, "d_loss"));
    assertMeans(found, "g_loss", NotebookQueriesIT::round, row -> number(row, "g_loss"));
    assertMeans(
        found, "d_real", NotebookQueriesIT::round, row -> number(row, "d_real_probability"));
    assertMeans(
        found,
        "d_generated",
        NotebookQueriesIT::round,
        row -> number(row, "d_generated_probability"));
  }

  @Test
  void phasesAreSharesOfTheWholeRound() {
    List<Row> found =
        query(
            "phases",
            "round",
            "images_per_s",
            "wall_ms",
            "broadcast_percent",
            "train_percent",
            "average_percent",
            "commit_percent");

    List<Row> rows = rows("metrics/rounds", Comparator.comparingLong(NotebookQueriesIT::round));
    assertThat(found).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Row row = rows.get(i);
      double seconds = number(row, "wall_ms") / 1000;
      assertThat(number(found.get(i), "images_per_s"))
          .isCloseTo(number(row, "images") / seconds, within(0.051));
      assertThat(
              number(found.get(i), "broadcast_percent")
                  + number(found.get(i), "train_percent")
                  + number(found.get(i), "average_percent")
                  + number(found.get(i), "commit_percent"))
          .isCloseTo(100, within(0.21));
    }
  }

  @Test
  void driftIsThereForEachWorkerAndRound() {
    List<Row> found =
        query(
            "drift",
            "round",
            "worker",
            "generator_drift",
            "discriminator_drift",
            "generator_to_mean");

    assertThat(found)
        .extracting(row -> row.getInt(0) + "/" + row.getInt(1))
        .containsExactly("1/0", "1/1", "1/2", "2/0", "2/1", "2/2");
    assertThat(found).allSatisfy(row -> assertThat(number(row, "generator_drift")).isPositive());
    assertThat(found.stream().mapToDouble(row -> number(row, "generator_to_mean")).sum())
        .isCloseTo(2 * WORKERS, within(0.004));
  }

  @Test
  void accuracyIsTheMeanOfItsStretchOfSteps() {
    List<Row> found =
        query(
            "accuracy", "from_step", "to_step", "real_accuracy", "generated_accuracy", "accuracy");

    assertThat(found)
        .extracting(row -> row.getLong(0) + " to " + row.getLong(1))
        .containsExactly("1 to 50", "51 to 60");
    ToLongFunction<Row> stretch = row -> (row.<Long>getAs("step") - 1) / 50;
    assertMeans(found, "real_accuracy", stretch, row -> number(row, "d_real_accuracy"));
    assertMeans(found, "generated_accuracy", stretch, row -> number(row, "d_generated_accuracy"));
    assertMeans(
        found,
        "accuracy",
        stretch,
        row -> (number(row, "d_real_accuracy") + number(row, "d_generated_accuracy")) / 2);
  }

  @Test
  void verdictsAreTheFirstAndLastFiveOfTheNewestSamples() {
    List<Row> found = query("verdicts", "round", "convincing", "index", "d_probability");

    List<Integer> ordered =
        rows(
                "samples/images",
                Comparator.<Row>comparingDouble(row -> -number(row, "d_probability"))
                    .thenComparingInt(row -> row.<Integer>getAs("index")))
            .stream()
            .filter(row -> round(row) == 2)
            .map(row -> row.<Integer>getAs("index"))
            .toList();
    assertThat(ordered).hasSize(12);
    assertThat(found.stream().map(row -> row.<Integer>getAs("index")))
        .containsExactlyElementsOf(
            Stream.concat(ordered.stream().limit(5), ordered.stream().skip(7)).toList());
    assertThat(found.stream().map(row -> row.<String>getAs("convincing")))
        .containsExactly(
            "most", "most", "most", "most", "most", "least", "least", "least", "least", "least");
  }

  @Test
  void everyColumnIsDocumentedWithItsType() throws IOException {
    String text = Files.readString(Path.of("docs/run-directory.md"));
    for (String folder :
        List.of("metrics/steps", "metrics/workers", "metrics/rounds", "samples/images")) {
      Map<String, String> documented = new TreeMap<>(Map.of("run", "string", "round", "int32"));
      Matcher row = DOCUMENTED_COLUMN.matcher(section(text, "### " + folder));
      while (row.find()) {
        // To Spark every column of a file is optional.
        documented.put(row.group(1), row.group(2).replace(", optional", ""));
      }
      Map<String, String> found = new TreeMap<>();
      for (StructField column : table(folder).schema().fields()) {
        found.put(column.name(), TYPES.get(column.dataType().simpleString()));
      }
      assertThat(documented).as(folder).isEqualTo(found);
    }
  }

  private static String section(String text, String heading) {
    int begin = text.indexOf(heading + "\n");
    assertThat(begin).as(heading).isNotNegative();
    int end = text.indexOf("\n## ", begin);
    int next = text.indexOf("\n### ", begin);
    return text.substring(begin, next < 0 || next > end ? end : next);
  }

  /** Trains as {@code jobs/train} does, in a process of its own. */
  private static void train(Path log, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@conf/jvm.options");
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(TrainJob.class.getName());
    command.addAll(List.of(options));
    Process job =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(job.waitFor()).as(Files.readString(log)).isZero();
  }

  /** Rows of a query of the notebook, which must have these columns. */
  private static List<Row> query(String name, String... columns) {
    var result = spark.sql(notebook.queries().get(name));
    assertThat(result.columns()).containsExactly(columns);
    List<Row> rows = result.collectAsList();
    assertThat(rows).isNotEmpty();
    return rows;
  }

  /** A column holds, group by group, the mean of a figure over the rows of {@code steps}. */
  private static void assertMeans(
      List<Row> found, String column, ToLongFunction<Row> group, ToDoubleFunction<Row> figure) {
    Map<Long, Double> means =
        table("metrics/steps").collectAsList().stream()
            .collect(groupingBy(group::applyAsLong, TreeMap::new, averagingDouble(figure)));
    assertThat(found).hasSameSizeAs(means.values());
    List<Double> expected = List.copyOf(means.values());
    for (int i = 0; i < found.size(); i++) {
      assertThat(number(found.get(i), column))
          .as(column)
          .isCloseTo(expected.get(i), within(HALF_A_THOUSANDTH));
    }
  }

  private static List<Row> rows(String table, Comparator<Row> order) {
    return table(table).collectAsList().stream().sorted(order).toList();
  }

  private static Dataset<Row> table(String folder) {
    return spark.read().parquet(runDir + "/" + folder);
  }

  private static long round(Row row) {
    return row.<Integer>getAs("round");
  }

  private static double number(Row row, String column) {
    return row.<Number>getAs(column).doubleValue();
  }

  /** The two training files of a folder that {@code --data} reads. */
  private static void writeNoise(Path folder) throws IOException {
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    new SplittableRandom(1).nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x0803).putInt(IMAGES).putInt(SIDE).putInt(SIDE).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + IMAGES);
    labels.putInt(0x0801).putInt(IMAGES);
    Files.write(folder.resolve("train-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels.array());
  }
}
