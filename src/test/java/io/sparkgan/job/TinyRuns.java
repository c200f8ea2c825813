package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.StoredCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of a tiny recipe on a tiny data set, in a folder of their own for each test class, with real
 * Spark in this JVM.
 */
abstract class TinyRuns {
  static final int WORKERS = 2;

  @TempDir static Path folder;
  static Path images;
  static Jobs.Outcome whole;

  /** A run of four rounds that no test changes. */
  @BeforeAll
  static void trainFourRounds() {
    images = TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
    whole = train("whole", "--rounds", "4");
  }

  static Jobs.Outcome train(String run, String... more) {
    Jobs.Outcome outcome = Jobs.train(arguments(run, more));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  /** The usual options, but for those that are given. */
  static String[] arguments(String run, String... more) {
    Map<String, String> usual =
        Map.of(
            "--recipe", "keras-mlp",
            "--conf", folder.resolve("tiny.conf").toString(),
            "--out", folder.resolve("runs").toString(),
            "--run", run,
            "--master", "local[2]",
            "--data", images.toString(),
            "--workers", Integer.toString(WORKERS));
    List<String> given = Arrays.asList(more);
    List<String> all = new ArrayList<>(List.of("--set", "spark.ui.enabled=false"));
    usual.forEach(
        (option, value) -> {
          if (!given.contains(option)) {
            all.addAll(List.of(option, value));
          }
        });
    all.addAll(given);
    return all.toArray(String[]::new);
  }

  static Jobs.Outcome resume(String run, String... more) {
    return Jobs.resume(
        Stream.concat(
                Stream.of(
                    "--run-dir",
                    run(run).toString(),
                    "--master",
                    "local[2]",
                    "--set",
                    "spark.ui.enabled=false"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  static void refused(Jobs.Outcome outcome, String expected) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).startsWith("error: ").contains(expected);
  }

  static Path run(String name) {
    return folder.resolve("runs").resolve(name);
  }

  static Path file(String run, int round) {
    return run(run).resolve("checkpoints/round-%06d.ckpt".formatted(round));
  }

  static StoredCheckpoint checkpoint(String run, int round) {
    return CheckpointFile.read(new Configuration(), file(run, round).toString());
  }

  static String sha256(String run) {
    return Jobs.facts(run(run)).getString("state_sha256");
  }

  /** Every file by its path, with its bytes as text. */
  static Map<String, String> content(Path run) {
    try (Stream<Path> tree = Files.walk(run)) {
      return tree.filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> run.relativize(file).toString(),
                  TinyRuns::bytes,
                  (a, b) -> a,
                  TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bytes(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
