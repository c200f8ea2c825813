package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.faults.DeadlyPlugin;
import io.sparkgan.faults.Death;
import io.sparkgan.faults.Death.Victim;
import io.sparkgan.faults.LethalFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A driver that is killed at every stage of a run, again and again, and a run that goes on each
 * time, to the bits and the rows of one that was never disturbed.
 */
class DriverDeathIT extends JudgedRuns {
  private static final int KILLED = 128 + 9;
  private static final long LONG_SECONDS = 300;
  private static final List<String> SPARK =
      List.of("--master", "local[2]", "--set", "spark.ui.enabled=false");

  private static final Map<String, String> UNDISTURBED =
      Map.of("killed", "whole", "killed-late", "finished");

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void nothingIsLeftRunning() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void aRunGoesOnToTheSameBitsWheneverItsDriverIsKilled() throws Exception {
    String[] settings = {
      "--master", "local[2]", "--rounds", "6", "--set", "metrics.compactEvery=3"
    };
    train("whole", settings);

    trainDies("killed", settings, 0, inTask("round 1/.*: train .*", 2));
    // All workers have trained and their average is with the driver: it begins to write.
    resumeDies("killed", 0, onDisk("path .*/samples/images/\\.round-000001\\.parquet\\.tmp"));
    resumeDies("killed", 0, onDisk("write .*/steps/\\.round-000001\\.parquet\\.tmp"));
    resumeDies("killed", 1, onDisk("write .*/samples/\\.grid-000002\\.png\\.tmp"));
    resumeDies("killed", 1, onDisk("write .*/checkpoints/\\.round-000002\\.ckpt\\.tmp"));
    resumeDies("killed", 2, onDisk("closed .*/checkpoints/\\.round-000003\\.ckpt\\.tmp"));
    resumeDies(
        "killed", 3, onDisk("path .*/checkpoints/round-000003\\.ckpt", "path .*/checkpoints"));
    resumeDies("killed", 4, inTask("round 4: score .*", 1));
    resumeDies("killed", 4, onDisk("write .*/evaluations/\\.round-000004\\.parquet\\.tmp"));
    resumeDies("killed", 5, onDisk("write .*/steps/\\.rounds-000001-000003\\.parquet\\.tmp"));
    resumeDies(
        "killed",
        6,
        onDisk(
            "closed .*/steps/\\.rounds-000001-000003\\.parquet\\.tmp",
            "path .*/steps/round-000001\\.parquet",
            "path .*/steps/round-000002\\.parquet"));
    requireGoesOn("killed", "round 6/6  n500");

    // Compaction that was interrupted after the last commit would be made up after the next.
    SameFiles.requireButTables(run("killed"), run("whole"));
    try (SparkSession spark = session()) {
      SameRows.requireScores(spark, run("killed"), run("whole"));
    }
  }

  @Test
  void whatADriverLeftThatWasKilledAfterTheLastCommitIsRemoved() throws Exception {
    String[] settings = {
      "--master",
      "local[2]",
      "--rounds",
      "4",
      "--set",
      "metrics.compactEvery=2",
      "--set",
      "evaluation.judge=none"
    };
    train("finished", settings);

    trainDies(
        "killed-late",
        settings,
        4,
        onDisk(
            "closed .*/steps/\\.rounds-000001-000002\\.parquet\\.tmp",
            "path .*/steps/round-000001\\.parquet"));

    requireGoesOn("killed-late", "is finished");
    SameFiles.requireButTablesAndPage(run("killed-late"), run("finished"));
  }

  /** What makes a driver die, as properties of its process. */
  private record Cause(Map<String, String> properties) {}

  private static Cause inTask(String job, int tasks) {
    return new Cause(
        Map.of(
            "spark.plugins",
            DeadlyPlugin.class.getName(),
            DeadlyPlugin.DEATHS,
            new Death(job, tasks, 0, 1, Victim.SELF).text()));
  }

  private static Cause onDisk(String... calls) {
    return new Cause(
        Map.of(
            "spark.hadoop.fs.file.impl",
            LethalFileSystem.class.getName(),
            LethalFileSystem.WHEN,
            String.join(",", calls)));
  }

  private void trainDies(String run, String[] settings, int last, Cause cause) throws Exception {
    dies(TrainJob.class, List.of(arguments(run, settings)), cause);
    requireLast(run, last);
  }

  private void resumeDies(String run, int last, Cause cause) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--run-dir", run(run)));
    arguments.addAll(SPARK);
    dies(ResumeJob.class, arguments, cause);
    requireLast(run, last);
  }

  private void dies(Class<?> job, List<String> arguments, Cause cause) throws Exception {
    Path death = Files.createDirectory(folder.resolve("death-" + System.nanoTime()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@conf/jvm.options", "-Xmx1g", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("-Dlog4j2.configurationFile=file:conf/log4j2.properties");
    command.add("-D" + DeadlyPlugin.FOLDER + "=" + death);
    cause.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add(job.getName());
    command.addAll(arguments);
    Path said = death.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    started.add(process);
    boolean ended = process.waitFor(LONG_SECONDS, TimeUnit.SECONDS);
    assertThat(ended).as(Files.readString(said)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", cause, Files.readString(said)).isEqualTo(KILLED);
    assertThat(DeadlyPlugin.struck(death)).as(cause.toString()).isEqualTo(1);
  }

  /** What was committed can be read, whatever else there is, and every picture is whole. */
  private static void requireLast(String run, int round) {
    assertThat(Jobs.facts(folder.resolve(run)).getInt("round")).isEqualTo(round);
    assertThat(SameFiles.requirePictures(run(run), run(UNDISTURBED.get(run)))).isGreaterThan(round);
  }

  private static void requireGoesOn(String run, String said) {
    List<String> arguments = new ArrayList<>(List.of("--run-dir", run(run)));
    arguments.addAll(SPARK);
    Jobs.Outcome resumed = Jobs.resume(arguments.toArray(String[]::new));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains(said);
    String undisturbed = UNDISTURBED.get(run);
    assertThat(sha256(run)).isEqualTo(sha256(undisturbed));
    try (SparkSession spark = session()) {
      SameRows.require(spark, run(run), run(undisturbed));
    }
  }

  private static String sha256(String run) {
    return Jobs.facts(folder.resolve(run)).getString("state_sha256");
  }
}
