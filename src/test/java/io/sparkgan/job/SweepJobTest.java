package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sweep says before it trains anything; Spark is not needed for that. */
class SweepJobTest {
  @TempDir private Path folder;

  @AfterEach
  void sparkWasNotStarted() {
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void aDryRunListsTheCellsWithTheirRounds() throws IOException {
    Jobs.Outcome listed =
        sweep(
            "images = 64000, grid { training.workers = [1, 4]\n training.localSteps = [100] }",
            "--dry-run");

    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("2 cells, 1 at a time, in file:").endsWith("/s"),
            line ->
                assertThat(line)
                    .matches("  workers-1_localSteps-100 +10 rounds +64,000 images  to be trained"),
            line ->
                assertThat(line)
                    .matches("  workers-4_localSteps-100 +3 rounds +76,800 images  to be trained"));
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void everyProblemIsALineAndNothingIsTrained() throws IOException {
    Jobs.Outcome refused =
        sweep("grid { training.workers = [1, 0]\n evaluation.judge = [none, nowhere] }");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains("cell workers-0_judge-none and 1 more: training.workers");
    refused = sweep("grid { training.workers = [1, 2]\n evaluation.judge = [none, nowhere] }");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains("cell workers-1_judge-nowhere and 1 more: evaluation.judge", "nowhere");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void whatIsNoRunInTheWayIsLeftAlone() throws IOException {
    Path thesis = folder.resolve("runs/s/seed-1/thesis.txt");
    Files.createDirectories(thesis.getParent());
    Files.writeString(thesis, "years");

    Jobs.Outcome refused =
        sweep("settings.training.workers = 1, grid { training.seed = [1, 2] }", "--dry-run");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains("cell seed-1: ", "is not a run directory");
    assertThat(thesis).hasContent("years");
  }

  @Test
  void thereIsNothingToShowBeforeTheFirstCell() throws IOException {
    Jobs.Outcome refused =
        sweep("settings.training.workers = 1, grid { training.seed = [1] }", "--show");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--show: no results in", "results.parquet");
  }

  @Test
  void theExampleIsRight() {
    Jobs.Outcome listed =
        Jobs.sweep(
            () -> false,
            "--conf",
            "conf/sweeps/averaging.conf",
            "--out",
            folder.toString(),
            "--dry-run");

    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out()).startsWith("24 cells");
  }

  private Jobs.Outcome sweep(String keys, String... more) throws IOException {
    Path conf = Files.writeString(folder.resolve("s.conf"), "sweep { name = s\n" + keys + "\n}");
    return Jobs.sweep(
        () -> false,
        Stream.concat(
                Stream.of(
                    "--conf",
                    conf.toString(),
                    "--out",
                    folder.resolve("runs").toString(),
                    "--master",
                    "local[2]"),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
