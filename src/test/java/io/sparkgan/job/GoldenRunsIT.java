package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.RunDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What earlier versions left behind is read by this one, and goes on. A release adds runs of its
 * own by {@code -Dgolden.version=}; docs/run-directory.md has the command.
 */
class GoldenRunsIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final int ROUNDS = 3;
  private static final int LONGER = 5;

  /** Where the images are, as the runs have it: what they were trained in is gone. */
  private static final String IMAGES = "file:/golden/images";

  /** Rows of each table after so many rounds of two workers, of two local steps each. */
  private static final Map<String, UnaryOperator<Integer>> ROWS =
      Map.of(
          "metrics/steps", rounds -> rounds * 2 * 2,
          "metrics/workers", rounds -> rounds * 2,
          "metrics/rounds", rounds -> rounds,
          "samples/images", rounds -> (rounds + 1) * 4);

  @TempDir private Path folder;

  /** Each version has a run of each. */
  private enum Kind {
    /** Images so small that they lie beside the runs. */
    PLAIN(""),
    /** Digits, with evaluations and a best round. */
    JUDGED("-judged");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }

    static Kind of(Path version) {
      return version.toString().endsWith(JUDGED.suffix) ? JUDGED : PLAIN;
    }

    Path conf() {
      return GOLDEN.resolve("golden%s.conf".formatted(suffix));
    }

    Path images(Path folder) {
      return this == JUDGED
          ? TinyDigits.images(folder.resolve("digits"))
          : GOLDEN.resolve("images");
    }
  }

  static Stream<Path> versions() {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.filter(it -> Files.isDirectory(it.resolve("run"))).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aRunOfAnyVersionIsReadAndGoesOn(Path version) throws IOException {
    Path run = folder.resolve("run");
    Kind kind = Kind.of(version);
    copy(version.resolve("run"), run, IMAGES, uri(kind.images(folder)));

    assertThat(Jobs.facts(run).getString("state_sha256"))
        .isEqualTo(text(version.resolve("state_sha256")));
    requireRead(run, kind, ROUNDS);
    if (kind == Kind.JUDGED) {
      assertThat(best(run)).isEqualTo(text(version.resolve("best_sha256")));
    }

    Jobs.Outcome resumed =
        Jobs.resume("--run-dir", run.toString(), "--rounds", "" + LONGER, "--master", "local[2]");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(Jobs.facts(run).getInt("round")).isEqualTo(LONGER);
    requireRead(run, kind, LONGER);
  }

  @ParameterizedTest
  @EnumSource
  void thereIsOneOfEachToRead(Kind kind) {
    assertThat(versions().map(Kind::of)).contains(kind);
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "golden.version", matches = "\\d.*")
  void aRunOfThisVersionIsAdded(Kind kind) throws IOException {
    Path images = kind.images(folder);
    Jobs.Outcome trained =
        Jobs.train(
            "--recipe", "keras-mlp",
            "--conf", kind.conf().toString(),
            "--data", images.toString(),
            "--rounds", Integer.toString(ROUNDS),
            "--out", folder.toString(),
            "--run", "run",
            "--master", "local[2]");
    assertThat(trained.code()).as(trained.err()).isZero();
    Path run = folder.resolve("run");
    Path version = GOLDEN.resolve(System.getProperty("golden.version") + kind.suffix);
    copy(run, version.resolve("run"), uri(images), IMAGES);
    Files.writeString(
        version.resolve("state_sha256"), Jobs.facts(run).getString("state_sha256") + "\n");
    if (kind == Kind.JUDGED) {
      Files.writeString(version.resolve("best_sha256"), best(run) + "\n");
    }
  }

  private static void requireRead(Path run, Kind kind, int last) throws IOException {
    List<Integer> all = IntStream.rangeClosed(1, last).boxed().toList();
    RunDirectory directory = RunDirectory.open(new Configuration(), run.toString());
    assertThat(rounds(directory.rounds().rows())).isEqualTo(all);
    assertThat(rounds(directory.steps().verdicts())).isEqualTo(all);
    assertThat(rounds(directory.evaluationRows())).isEqualTo(kind == Kind.JUDGED ? all : List.of());
    assertThat(directory.grids().rounds()).hasSize(last + 1);
    for (int round : directory.grids().rounds()) {
      assertThat(ImageIO.read(new ByteArrayInputStream(directory.grids().png(round)))).isNotNull();
    }
    requireRowsForSpark(run, kind, last);
  }

  /** Every value of every table. */
  private static void requireRowsForSpark(Path run, Kind kind, int last) {
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      ROWS.forEach(
          (table, rows) ->
              assertThat(spark.read().parquet(run.resolve(table).toString()).collectAsList())
                  .as(table)
                  .hasSize(rows.apply(last)));
      assertThat(spark.read().parquet(run + "/metrics/shards").collectAsList())
          .hasSizeGreaterThan(1);
      if (kind == Kind.JUDGED) {
        assertThat(spark.read().parquet(run + "/metrics/evaluations").collectAsList())
            .hasSize(last);
      }
    }
  }

  private static List<Integer> rounds(List<Map<String, Object>> rows) {
    return rows.stream().map(row -> (Integer) row.get("round")).toList();
  }

  private static String best(Path run) {
    return CheckpointFile.read(new Configuration(), run + "/checkpoints/best.ckpt")
        .checkpoint()
        .state()
        .sha256();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  private static String uri(Path images) {
    return "file:" + images.toAbsolutePath();
  }

  /** Copies a run but for its page, which nothing reads; a text of its description is replaced. */
  private static void copy(Path from, Path to, String text, String other) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.startsWith(from.resolve("report"))) {
          continue;
        }
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Path json = to.resolve("run.json");
    assertThat(Files.readString(json)).contains(text);
    Files.writeString(json, Files.readString(json).replace(text, other));
  }
}
