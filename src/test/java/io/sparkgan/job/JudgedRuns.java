package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.JudgeFolder;
import io.sparkgan.storage.JudgeManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on a few hundred digits that the shipped judge looks at, in a folder of their own for each
 * test class, with real Spark in this JVM.
 */
abstract class JudgedRuns {
  @TempDir static Path folder;
  static Path images;

  @BeforeAll
  static void writeDigits() {
    images = TinyDigits.images(folder.resolve("images"));
    TinyDigits.conf(folder.resolve("digits.conf"));
  }

  static int bestRound(String run) {
    return CheckpointFile.read(
            new Configuration(), folder.resolve(run).resolve("checkpoints/best.ckpt").toString())
        .checkpoint()
        .round();
  }

  static String run(String name) {
    return folder.resolve(name).toString();
  }

  static String noise(String name, int count, int size) {
    return TinyDigits.noise(folder.resolve(name), count, size, size).toString();
  }

  /** The shipped judge in a folder, its first parameter changed by so much. */
  static Path judge(String name, float change) throws IOException {
    Path judge = folder.resolve(name);
    float[] parameters = JudgeFolder.shipped("mnist").parameters().clone();
    parameters[0] += change;
    try (InputStream json = JudgeFolder.class.getResourceAsStream("/judges/mnist/judge.json")) {
      JudgeManifest manifest =
          JudgeManifest.of(new String(json.readAllBytes(), StandardCharsets.UTF_8), "shipped");
      JudgeFolder.write(new Configuration(), judge.toString(), manifest, parameters);
    }
    return judge;
  }

  static Jobs.Outcome train(String run, String... more) {
    Jobs.Outcome outcome = Jobs.train(arguments(run, more));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  static String[] arguments(String run, String... more) {
    Stream<String> data =
        List.of(more).contains("--data") ? Stream.of() : Stream.of("--data", images.toString());
    Stream<String> usual =
        Stream.of(
            "--recipe",
            "keras-mlp",
            "--conf",
            folder.resolve("digits.conf").toString(),
            "--out",
            folder.toString(),
            "--run",
            run,
            "--set",
            "spark.ui.enabled=false");
    return Stream.of(usual, data, Stream.of(more)).flatMap(words -> words).toArray(String[]::new);
  }

  static Jobs.Outcome evaluate(String... arguments) {
    return Jobs.evaluate(
        Stream.concat(Stream.of("--set", "spark.ui.enabled=false"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  /** The rows of the array that is all of standard output. */
  static List<? extends Config> json(String... arguments) {
    Jobs.Outcome outcome =
        evaluate(Stream.concat(Stream.of("--json"), Stream.of(arguments)).toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out().strip()).startsWith("[").endsWith("]");
    return ConfigFactory.parseString(
            "{\"rows\":" + outcome.out() + "}",
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
        .getConfigList("rows");
  }

  static void refuses(Jobs.Outcome outcome, String... expected) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).startsWith("error: ").contains(expected);
    assertThat(outcome.out()).isEmpty();
  }

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .getOrCreate();
  }

  static List<String> rows(String run, String columns) {
    return rows(run, columns, "round");
  }

  /** Rows of the table of evaluations as text. */
  static List<String> rows(String run, String columns, String order) {
    try (SparkSession spark = session()) {
      return spark
          .read()
          .parquet(folder.resolve(run).resolve("metrics/evaluations").toString())
          .orderBy(order)
          .selectExpr(columns.split(", "))
          .collectAsList()
          .stream()
          .map(Row::toString)
          .toList();
    }
  }
}
