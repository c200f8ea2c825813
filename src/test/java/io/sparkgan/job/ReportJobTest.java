package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJobTest {
  @TempDir private Path folder;
  private String run;

  @BeforeEach
  void aRun() {
    RunDirectory digits =
        RunFolders.begun(folder, "digits", SettingsReader.read(SettingsSources.defaults()));
    RunFolders.record(digits, 1);
    RunFolders.commit(digits, 1);
    run = folder.resolve("digits").toString();
  }

  @Test
  void thePageOfARunIsInItsFolderAndIsMadeAgain() {
    for (int time = 0; time < 2; time++) {
      Jobs.Outcome outcome = Jobs.report("--run-dir", run);
      assertThat(outcome.code()).as(outcome.err()).isZero();
      assertThat(outcome.out()).isEqualTo("report: file:%s/report/index.html%n".formatted(run));
    }
    assertThat(folder.resolve("digits/report")).isDirectoryContaining("glob:**/index.html");
  }

  @Test
  void whatIsNoRunIsRefused() {
    refused("is not a run directory: it has no run.json", "--run-dir", folder.toString());
    refused("is not a run directory: it has no run.json", "--run-dir", folder + "/none");
    refused("Missing required option: '--run-dir=DIR'");
  }

  @Test
  void theLayoutOfAnEarlyVersionIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("digits/metrics/steps/round=000001"));
    refused("as a version before metrics.compactEvery wrote it", "--run-dir", run);
  }

  @Test
  void severalRunsNeedAFile() {
    refused(
        "--out: expected a file for the page that compares 2 runs, found none",
        "--run-dir",
        run,
        "--run-dir",
        run);
  }

  @Test
  void moreRunsThanColoursAreRefused() {
    String[] nine =
        Collections.nCopies(9, run).stream()
            .flatMap(it -> Stream.of("--run-dir", it))
            .toArray(String[]::new);
    refused("--run-dir: expected at most 8 runs to compare, found 9", nine);
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    Path out = Files.writeString(folder.resolve("page.html"), "mine");
    refused("exists already", "--run-dir", run, "--out", out.toString());
    assertThat(out).hasContent("mine");
    assertThat(Jobs.report("--run-dir", run, "--out", out.toString(), "--overwrite").code())
        .isZero();
    assertThat(out).content().startsWith("<!doctype html>");
  }

  @Test
  void noPageIsWrittenByWayOfALink() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("digits/report"), elsewhere);
    refused("report is a symbolic link", "--run-dir", run);
    assertThat(elsewhere).isEmptyDirectory();
  }

  private static void refused(String expected, String... arguments) {
    Jobs.Outcome outcome = Jobs.report(arguments);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.errLines().get(0)).startsWith("error: ").contains(expected);
    assertThat(outcome.out()).isEmpty();
  }
}
