package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.RoundRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link in a run directory leads to is neither written nor deleted. */
class LinksAreNotFollowedTest {
  /** Recursion by way of streams has no room for as many. */
  private static final int DEPTH = 1200;

  @TempDir private Path folder;
  private Path precious;
  private RunDirectory run;

  @BeforeEach
  void aRunAndWhatIsNotItsOwn() throws IOException {
    precious = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(precious.resolve("inner"));
    for (String name :
        List.of(
            "file",
            ".rest.tmp",
            "round-000009.ckpt",
            "round-000009.parquet",
            "grid-000009.png",
            "inner/round-000009.parquet")) {
      Files.writeString(precious.resolve(name), "precious");
    }
    run = create(IfExists.REFUSE, "{}");
    run.metrics().writeRound(new RoundRecord(1, TestRuns.outcome(1), 44));
    TestRuns.commit(run.checkpoints(TestRuns.FINGERPRINTS, 9), 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoints/round-000002.ckpt",
        "checkpoints/best.ckpt",
        "metrics/steps",
        "metrics/rounds/round-000002.parquet",
        "metrics/rounds/.round-000002.parquet.tmp",
        "samples",
        "samples/of/no/use"
      })
  void aRunWithALinkIsRefusedByItsName(String name) throws IOException {
    run.requireNoLinks();
    link(name, precious);
    assertThatThrownBy(run::requireNoLinks)
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("run/" + name + " is a symbolic link", "put what it leads to");
    requirePrecious();
  }

  @Test
  void aLinkThatLeadsNowhereOrInCirclesIsFoundToo() throws IOException {
    link("samples/nowhere", folder.resolve("nothing"));
    assertThatThrownBy(run::requireNoLinks).hasMessageContaining("samples/nowhere");
    Files.delete(folder.resolve("run/samples/nowhere"));
    link("samples/again", folder.resolve("run"));
    assertThatThrownBy(run::requireNoLinks).hasMessageContaining("samples/again");
  }

  @Test
  void aLinkIsFoundHoweverDeepItIs() throws Exception {
    Path samples = folder.resolve("run/samples");
    Path deepest =
        Files.createDirectories(samples.resolve(String.join("/", Collections.nCopies(DEPTH, "a"))));
    Files.createSymbolicLink(deepest.resolve("b"), precious);
    try {
      assertThatThrownBy(run::requireNoLinks)
          .isInstanceOf(UserInputException.class)
          .hasMessageContaining("/a/b is a symbolic link");
    } finally {
      // JUnit would hold all of the folders open.
      assertThat(new ProcessBuilder("rm", "-r", samples.toString()).start().waitFor()).isZero();
    }
    requirePrecious();
  }

  @Test
  void runsMayBeKeptBehindALink() throws IOException {
    Path behind = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("run"));
    RunDirectory.open(new Configuration(), behind.toString()).requireNoLinks();
  }

  @Test
  void overwritingARunDeletesLinksAlone() throws IOException {
    link("samples", precious);
    link("report", precious);
    link("notes.txt", precious.resolve("file"));
    link("metrics/steps", precious);
    link("checkpoints/round-000002.ckpt", precious.resolve("file"));
    link("nowhere", folder.resolve("nothing"));
    link(".run.json.tmp", precious.resolve("file"));

    create(IfExists.OVERWRITE, "new");

    assertThat(folder.resolve("run").toFile().list()).containsExactly("run.json");
    assertThat(folder.resolve("run/run.json")).hasContent("new");
    requirePrecious();
  }

  @Test
  void aFileIsWrittenInPlaceOfALinkOfItsHiddenName() throws IOException {
    for (Path target : List.of(precious.resolve("file"), folder.resolve("nothing"))) {
      link(".run.json.tmp", target);
      run.describe("described");
      assertThat(folder.resolve("run/run.json")).hasContent("described");
      assertThat(Files.isSymbolicLink(folder.resolve("run/run.json"))).isFalse();
    }
    requirePrecious();
    assertThat(folder.resolve("nothing")).doesNotExist();
  }

  @Test
  void aFileIsWrittenInPlaceOfAnotherNameOfAFile() throws IOException {
    Files.createLink(folder.resolve("run/.run.json.tmp"), precious.resolve("file"));
    run.describe("described");
    requirePrecious();
    assertThat(run.runJson()).isEqualTo("described");
  }

  @Test
  void aFileIsWrittenInPlaceOfALinkOfItsName() throws IOException {
    Files.delete(folder.resolve("run/run.json"));
    link("run.json", precious.resolve("file"));
    run.describe("described");
    requirePrecious();
    assertThat(Files.isRegularFile(folder.resolve("run/run.json"), LinkOption.NOFOLLOW_LINKS))
        .isTrue();
  }

  private RunDirectory create(IfExists ifExists, String json) {
    return RunDirectory.create(new Configuration(), folder.toString(), "run", ifExists, json);
  }

  private void link(String name, Path target) throws IOException {
    Path link = folder.resolve("run").resolve(name);
    Files.createDirectories(link.getParent());
    if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("There is a folder " + link);
    }
    Files.createSymbolicLink(link, target);
  }

  private void requirePrecious() {
    assertThat(precious).isDirectoryRecursivelyContaining("glob:**/inner/round-000009.parquet");
    assertThat(precious.toFile().list()).hasSize(6);
    assertThat(precious.resolve("file")).hasContent("precious");
    assertThat(precious.resolve("inner/round-000009.parquet")).hasContent("precious");
  }
}
