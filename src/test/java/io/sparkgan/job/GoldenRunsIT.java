package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What earlier versions left behind is read by this one, and goes on. A release adds a run of its
 * own by {@code -Dgolden.version=}; docs/run-directory.md has the command.
 */
class GoldenRunsIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final int ROUNDS = 3;

  /** Where the images are, as the runs have it: what they were trained in is gone. */
  private static final String IMAGES = "file:/golden/images";

  @TempDir private Path folder;

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
    copy(version.resolve("run"), run, IMAGES, images());

    assertThat(Jobs.facts(run).getString("state_sha256"))
        .isEqualTo(Files.readString(version.resolve("state_sha256")).strip());
    assertThat(rounds(run)).hasSize(ROUNDS);

    Jobs.Outcome resumed =
        Jobs.resume("--run-dir", run.toString(), "--rounds", "5", "--master", "local[2]");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(Jobs.facts(run).getInt("round")).isEqualTo(5);
    assertThat(rounds(run)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void thereIsOneToRead() {
    assertThat(versions()).isNotEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.version", matches = "\\d.*")
  void aRunOfThisVersionIsAdded() throws IOException {
    Jobs.Outcome trained =
        Jobs.train(
            "--recipe", "keras-mlp",
            "--conf", GOLDEN.resolve("golden.conf").toString(),
            "--data", GOLDEN.resolve("images").toString(),
            "--rounds", Integer.toString(ROUNDS),
            "--out", folder.toString(),
            "--run", "run",
            "--master", "local[2]");
    assertThat(trained.code()).as(trained.err()).isZero();
    Path version = GOLDEN.resolve(System.getProperty("golden.version"));
    copy(folder.resolve("run"), version.resolve("run"), images(), IMAGES);
    Files.writeString(
        version.resolve("state_sha256"),
        Jobs.facts(folder.resolve("run")).getString("state_sha256") + "\n");
  }

  private static List<Integer> rounds(Path run) {
    return RunDirectory.open(new Configuration(), run.toString()).rounds().rows().stream()
        .map(row -> (Integer) row.get("round"))
        .toList();
  }

  private static String images() {
    return "file:" + GOLDEN.resolve("images").toAbsolutePath();
  }

  /** Copies a run; in its description one text is replaced by another. */
  private static void copy(Path from, Path to, String text, String other) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
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
