package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.sparkgan.config.Constant;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.gan.Machine;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.Fingerprints;
import io.sparkgan.storage.StoredCheckpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** All rounds of a run are computed with what its first round was, or not at all. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ComputeIsRecordedIT extends TinyRuns {
  private static final Map<String, String> NO_BF16 = Map.of("ONEDNN_MAX_CPU_ISA", "AVX2");

  /** JavaCPP looks for the binaries of another machine, and finds none. */
  private static final Map<String, String> NO_ONEDNN =
      Map.of("JAVA_TOOL_OPTIONS", "-Dorg.bytedeco.javacpp.platform=linux-s390x");

  @Test
  void runJsonHasTheChoiceAndTheMachine() {
    Config json = json("whole");
    Settings settings = settings(json);
    assertThat(settings.compute().settled()).isTrue();
    assertThat(Machine.here().settle(settings.compute(), settings.recipe()))
        .isEqualTo(settings.compute());
    assertThat(json.getString("configuration.compute.backend")).isEqualTo("onednn");
    assertThat(json.getString("configuration.compute.precision"))
        .isEqualTo(Constant.text(settings.compute().precision()));
    assertThat(json.getString("versions.onednn")).isEqualTo(Machine.here().oneDnn().orElseThrow());
    assertThat(whole.out())
        .contains("computing with " + Machine.here().describe(settings.compute()) + "\n");
  }

  @Test
  void aRunGoesOnAsItBegan() throws IOException {
    train("portable", "--rounds", "1", "--set", "compute.backend=dl4j");
    assertThat(resume("portable", "--rounds", "2").out())
        .contains("computing with DL4J's own layers in f32\n");
    assertThat(json("portable").getString("configuration.compute.backend")).isEqualTo("dl4j");
  }

  @Test
  void aRunOfAVersionThatKnewNoChoiceMakesImagesAndDoesNotGoOn() throws IOException {
    Files.createDirectories(run("old/checkpoints"));
    Config old =
        json("whole").withoutPath("configuration.compute").withoutPath("configuration.recipe.bf16");
    write("old", old);
    giveCheckpoint("old", "of that time");
    Path png = folder.resolve("old.png");

    Jobs.Outcome generated =
        Jobs.generate(
            "--run-dir=" + run("old"),
            "--count=4",
            "--format=png",
            "--out=" + png,
            "--master=local[2]",
            "--set=spark.ui.enabled=false");

    assertThat(generated.code()).as(generated.err()).isZero();
    assertThat(png).isNotEmptyFile();
    refused(resume("old", "--rounds", "5"), "configuration differs");
    assertThat(json("old")).isEqualTo(old);
  }

  @Test
  void whatThisMachineDoesNotHaveIsRefusedBeforeAnyWork() throws Exception {
    Files.createDirectories(run("bf16/checkpoints"));
    Config bf16 =
        json("whole")
            .withValue("configuration.compute.precision", ConfigValueFactory.fromAnyRef("bf16"));
    write("bf16", bf16);
    giveCheckpoint("bf16", settings(bf16).fingerprint());
    String png = folder.resolve("digits.png").toString();
    String run = run("bf16").toString();

    refusedElsewhere(NO_BF16, "no bf16 natively", "resume", "--run-dir", run, "--rounds", "5");
    refusedElsewhere(
        NO_BF16,
        "no bf16 natively",
        "generate",
        "--run-dir",
        run,
        "--count",
        "9",
        "--format",
        "png",
        "--out",
        png);
    refusedElsewhere(
        NO_ONEDNN,
        "oneDNN has no binary",
        "resume",
        "--run-dir",
        run("whole").toString(),
        "--rounds",
        "5");
    refusedElsewhere(NO_BF16, "no bf16", "train", "--dry-run", "--set", "compute.precision=bf16");
    assertThat(Path.of(png)).doesNotExist();
    assertThat(json("whole").getInt("configuration.training.rounds")).isEqualTo(4);
  }

  @Test
  void aRunThatGoesOnOnAnotherProcessorSaysSo() throws Exception {
    train("moved", "--rounds", "1", "--set", "compute.precision=f32");
    Path err =
        elsewhere(
            0,
            Map.of("ONEDNN_MAX_CPU_ISA", "SSE41"),
            "resume",
            "--run-dir",
            run("moved").toString(),
            "--rounds",
            "3",
            "--master",
            "local[2]");

    assertThat(Files.readAllLines(err))
        .filteredOn(line -> line.contains("two processors, two bits"))
        .singleElement()
        .asString()
        .startsWith("warning: ")
        .contains("of round 2 computed with", "(sse41)", Machine.here().instructions());
  }

  private static void refusedElsewhere(
      Map<String, String> environment, String expected, String job, String... args)
      throws Exception {
    assertThat(Files.readAllLines(elsewhere(2, environment, job, args)))
        .filteredOn(line -> line.startsWith("error: "))
        .singleElement()
        .asString()
        .contains(expected);
  }

  /**
   * Runs a job in a process that takes this machine for another.
   *
   * @return what it wrote to standard error
   */
  private static Path elsewhere(
      int exitCode, Map<String, String> environment, String job, String... args) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(Path.of("jobs", job).toAbsolutePath().toString());
    builder.command().addAll(List.of(args));
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    Path err = folder.resolve("err");
    Process process =
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(err.toFile()).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(exitCode);
    return err;
  }

  /** The last checkpoint of the run "whole", as if another configuration had led to it. */
  private static void giveCheckpoint(String run, String configuration) throws IOException {
    StoredCheckpoint stored = checkpoint("whole", 4);
    Fingerprints others =
        new Fingerprints(
            stored.fingerprints().layout(), configuration, stored.fingerprints().data());
    try (OutputStream out = Files.newOutputStream(file(run, 4))) {
      CheckpointFile.write(out, new StoredCheckpoint(stored.checkpoint(), others));
    }
  }

  private static Settings settings(Config json) {
    return SettingsReader.fromJson(
            json.getConfig("configuration").root().render(ConfigRenderOptions.concise()), "run")
        .settings();
  }

  private static Config json(String run) {
    return ConfigFactory.parseFile(run(run).resolve("run.json").toFile());
  }

  private static void write(String run, Config json) throws IOException {
    Files.writeString(
        run(run).resolve("run.json"), json.root().render(ConfigRenderOptions.concise()));
  }
}
