package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.storage.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep of two by two tiny runs: its table, its resumption, its bits. */
class SweepIT {
  private static final int ROUNDS = 3;
  private static final String GRID = "training.workers = [1, 2]\n training.seed = [1, 2]";
  private static final List<String> CELLS =
      List.of("workers-1_seed-1", "workers-1_seed-2", "workers-2_seed-1", "workers-2_seed-2");

  @TempDir private static Path folder;
  private static Jobs.Outcome straight;

  @BeforeAll
  static void trainFourCells() throws IOException {
    TinyDigits.images(folder.resolve("images"));
    TinyDigits.conf(folder.resolve("tiny.conf"));
    straight = sweep("straight", file("tiny", GRID, 1));
    assertThat(straight.code()).as(straight.err()).isZero();
  }

  @Test
  void tellsWhichCellOfHowManyAndPrintsTheTable() {
    assertThat(straight.out())
        .contains("4 cells, 0 of them over already")
        .contains("cell 1/4 workers-1_seed-1  round 1/3  ")
        .contains("cell 4/4 workers-2_seed-2  finished")
        .containsPattern("workers +seed +status +rounds +images +mnist_score +frechet_distance")
        .containsPattern("2 +2 +finished +3 +480 ")
        .contains("results.parquet");
  }

  @Test
  void theTableHasTypedColumnsAndTheScoresOfEachRun() {
    try (SparkSession spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", false).getOrCreate()) {
      Dataset<Row> table =
          spark.read().parquet(folder.resolve("straight/tiny/results.parquet").toString());
      assertThat(
              table
                  .selectExpr(
                      "run",
                      "status",
                      "training_workers",
                      "training_seed",
                      "rounds",
                      "steps",
                      "images")
                  .collectAsList())
          .map(Row::toString)
          .containsExactly(
              "[workers-1_seed-1,finished,1,1,3,15,240]",
              "[workers-1_seed-2,finished,1,2,3,15,240]",
              "[workers-2_seed-1,finished,2,1,3,15,480]",
              "[workers-2_seed-2,finished,2,2,3,15,480]");
      for (String cell : CELLS) {
        Row scored =
            spark
                .read()
                .parquet(run("straight", cell) + "/metrics/evaluations")
                .where("round = " + ROUNDS)
                .selectExpr("frechet_distance", "frechet_distance_floor", "recall")
                .first();
        assertThat(
                table
                    .where("run = '%s'".formatted(cell))
                    .selectExpr("frechet_distance", "frechet_distance_floor", "recall")
                    .first())
            .isEqualTo(scored);
      }
      assertThat(table.where("best_frechet_distance <= frechet_distance").count()).isEqualTo(4);
    }
  }

  @Test
  void anInterruptedSweepGoesOnToTheSameBits() throws IOException {
    Path file = file("tiny", GRID, 1);
    AtomicInteger asked = new AtomicInteger();
    Jobs.Outcome stopped = sweep(() -> asked.incrementAndGet() > 11, "interrupted", file);
    assertThat(stopped.code()).as(stopped.err()).isZero();
    assertThat(stopped.out())
        .contains("stopped: 1 of 4 cells are over; go on with the same command");
    assertThat(statuses("interrupted", file))
        .isEqualTo(Map.of("workers-1_seed-1", "finished", "workers-1_seed-2", "unfinished"));
    Map<String, String> finished = TinyRuns.content(run("interrupted", CELLS.get(0)));

    Jobs.Outcome resumed = sweep("interrupted", file);

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out())
        .contains("4 cells, 1 of them over already", "workers-1_seed-2 goes on after round ");
    assertThat(digests("interrupted")).isEqualTo(digests("straight"));
    assertThat(TinyRuns.content(run("interrupted", CELLS.get(0)))).isEqualTo(finished);
    assertThat(statuses("interrupted", file).values()).hasSize(4).containsOnly("finished");
    Files.delete(folder.resolve("interrupted/tiny/results.parquet"));
    assertThat(sweep("interrupted", file).out()).contains("4 cells, 4 of them over already");
    assertThat(statuses("interrupted", file).values()).hasSize(4).containsOnly("finished");
  }

  @Test
  void sideBySideGivesTheSameBits() throws IOException {
    Jobs.Outcome together = sweep("together", file("tiny", GRID, 2));

    assertThat(together.code()).as(together.err()).isZero();
    assertThat(digests("together")).isEqualTo(digests("straight"));
  }

  @Test
  void aCellWithOtherSettingsIsRefusedAndNothingIsChanged() throws IOException {
    Map<String, String> before = TinyRuns.content(folder.resolve("straight"));
    Path file = file("tiny", GRID, 1);
    Files.writeString(file, Files.readString(file).replace("heldOut = 0", "heldOut = 1"));

    Jobs.Outcome refused = sweep("straight", file);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(4);
    assertThat(refused.err())
        .contains("cell workers-1_seed-1: its run is there with other settings (data.heldOut)");
    assertThat(TinyRuns.content(folder.resolve("straight"))).isEqualTo(before);
  }

  @Test
  void aCellThatDivergesIsARowAndTheSweepGoesOn() throws IOException {
    Path file =
        file(
            "rates",
            "recipe.discriminator.optimiser.rate = [1e38, 2e-4]\n training.workers = [1]",
            1);

    Jobs.Outcome trained = sweep("diverging", file);

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("  Training diverged: ");
    assertThat(statuses("diverging", file).values())
        .containsExactlyInAnyOrder("diverged", "finished");
    assertThat(sweep("diverging", file).out()).contains("2 cells, 2 of them over already");
  }

  @Test
  void aCellThatTheDataRefusesIsARowAndTheSweepGoesOn() throws IOException {
    Path file = file("held", "data.heldOut = [399, 0]\n training.workers = [2]", 1);

    Jobs.Outcome trained = sweep("refused", file);

    assertThat(trained.code()).as(trained.out()).isEqualTo(2);
    assertThat(trained.out())
        .contains("cell 1/2 heldOut-399_workers-2  refused: ")
        .contains("cell 2/2 heldOut-0_workers-2  finished")
        .contains("results.parquet")
        .doesNotContain("stopped");
    assertThat(trained.errLines())
        .singleElement()
        .asString()
        .startsWith("error: cell heldOut-399_workers-2: ");
    assertThat(statuses("refused", file))
        .isEqualTo(Map.of("heldOut-399_workers-2", "refused", "heldOut-0_workers-2", "finished"));
    assertThat(sweep("refused", file).out()).contains("2 cells, 1 of them over already");
  }

  @Test
  void aSweepThatAnotherDriverTrainsIsRefused() throws IOException {
    Map<String, String> before = TinyRuns.content(folder.resolve("straight"));
    Path file = file("tiny", GRID, 1);
    try (WriteLock lock = lock(folder.resolve("straight/tiny"))) {
      TinyRuns.refused(sweep("straight", file), "/straight/tiny is being trained by process ");
      assertThat(sweep("straight", file, "--dry-run").code()).isZero();
      assertThat(sweep("straight", file, "--show").code()).isZero();
      lock.requireHeld();
    }
    assertThat(TinyRuns.content(folder.resolve("straight"))).isEqualTo(before);
  }

  @Test
  void aCellThatAnotherDriverTrainsIsRefusedAndTheSweepGoesOn() throws IOException {
    Path file = file("two", "training.workers = [1]\n training.seed = [1, 2]", 1);
    try (WriteLock lock = lock(folder.resolve("shared/two/workers-1_seed-1"))) {
      TinyRuns.refused(
          sweep("shared", file),
          "cell workers-1_seed-1: file:%s/shared/two/workers-1_seed-1 is being trained by process "
              .formatted(folder));
      lock.requireHeld();
    }
    assertThat(statuses("shared", file))
        .isEqualTo(Map.of("workers-1_seed-1", "refused", "workers-1_seed-2", "finished"));
    assertThat(sweep("shared", file).code()).isZero();
    assertThat(statuses("shared", file).values()).hasSize(2).containsOnly("finished");
  }

  private static WriteLock lock(Path run) {
    return WriteLock.take(
        new Configuration(), run.toString(), WriteLock.IfUnsure.REFUSE, notice -> {});
  }

  private static Path file(String name, String grid, int sideBySide) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "sweep", ".conf"),
        """
        sweep {
          name = %s
          recipe = keras-mlp
          sideBySide = %d
          settings {
            include "tiny.conf"
            training.workers = null
            training.rounds = %d
            data { uri = "%s", heldOut = 0 }
            "spark.ui.enabled" = false
          }
          grid {
            %s
          }
        }
        """
            .formatted(name, sideBySide, ROUNDS, folder.resolve("images"), grid));
  }

  private static Jobs.Outcome sweep(String out, Path file, String... more) {
    return sweep(() -> false, out, file, more);
  }

  private static Jobs.Outcome sweep(BooleanSupplier stop, String out, Path file, String... more) {
    return Jobs.sweep(
        stop,
        Stream.concat(
                Stream.of(
                    "--conf",
                    file.toString(),
                    "--out",
                    folder.resolve(out).toString(),
                    "--master",
                    "local[2]"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static Map<String, String> statuses(String out, Path file) {
    Jobs.Outcome shown = sweep(out, file, "--show", "--json");
    Map<String, String> statuses = new TreeMap<>();
    for (Config row : ConfigFactory.parseString("rows = " + shown.out()).getConfigList("rows")) {
      statuses.put(row.getString("run"), row.getString("status"));
    }
    return statuses;
  }

  private static Map<String, String> digests(String out) {
    Map<String, String> digests = new TreeMap<>();
    for (String cell : CELLS) {
      digests.put(cell, Jobs.facts(run(out, cell)).getString("state_sha256"));
    }
    return digests;
  }

  private static Path run(String out, String cell) {
    return folder.resolve(out).resolve("tiny").resolve(cell);
  }
}
