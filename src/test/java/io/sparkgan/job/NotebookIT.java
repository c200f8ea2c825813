package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.MiniHdfs;
import io.sparkgan.Notebook;
import io.sparkgan.Notebook.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notebooks run from end to end in real Jupyter with the kernel of the project. */
class NotebookIT {
  @TempDir static Path folder;
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void trainTwoRuns() throws IOException {
    hdfs = MiniHdfs.start(folder.resolve("hdfs"), 1);
    // With a judge, scores and classes, on HDFS; and with as little as a run can have.
    train("full", uri("/runs"), "--set", "evaluation.protocols=[n500]", "--workers", "2");
    train("bare", folder.toString(), "--set", "evaluation.judge=none", "--workers", "1");
  }

  @AfterAll
  static void stopHdfs() {
    hdfs.shutdown();
  }

  private static void train(String run, String out, String... more) {
    Stream<String> usual =
        Stream.of(
            "--recipe",
            "keras-mlp",
            "--rounds",
            "2",
            "--out",
            out,
            "--run",
            run,
            "--master",
            "local[2]",
            "--set",
            "spark.ui.enabled=false",
            "--set",
            "training.localSteps=4",
            "--set",
            "recipe.conditional=" + run.equals("full"));
    Jobs.Outcome outcome = Jobs.train(Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private static String uri(String path) {
    return hdfs.getURI() + path;
  }

  static List<String> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
      return files.map(file -> file.getFileName().toString().replace(".ipynb", "")).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"01-first-look", "02-compare-runs", "03-latent-space"})
  void notebooksShowRunsWithAJudgeAndWithout(String name) throws Exception {
    Notebook both = execute(name, "--run-dir", uri("/runs/full"), "--run-dir", folder + "/bare");
    assertThat(both.outputs()).noneMatch(output -> output.type().equals("error"));
    assertThat(both.outputs()).anyMatch(Output::picture);
    assertThat(both.outputs())
        .extracting(Output::text)
        .anyMatch(it -> it.contains("full: keras-mlp, round 2"));
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void whatANotebookInTheRepositoryShowsIsOfARunAndIsNoError(String name) throws IOException {
    Notebook kept = Notebook.read(Path.of("notebooks", name + ".ipynb"));
    assertThat(kept.kernel()).isEqualTo("java");
    assertThat(kept.outputs()).noneMatch(output -> output.type().equals("error"));
    assertThat(kept.outputs()).anyMatch(Output::picture);
    assertThat(kept.outputs()).extracting(Output::text).noneMatch(it -> it.contains("/home/"));
  }

  @Test
  void executorsOfAClusterDoTheWork() throws Exception {
    try (TinyCluster cluster = TinyCluster.start(folder.resolve("cluster"), Map.of())) {
      Notebook there =
          execute(
              "04-on-the-cluster",
              "--run-dir",
              uri("/runs/full"),
              "--master",
              cluster.url(),
              "--set",
              "spark.executor.memory=512m",
              "--set",
              "spark.executor.memoryOverhead=512m");
      assertThat(there.outputs())
          .extracting(Output::text)
          .anyMatch(it -> it.contains(cluster.url() + ", 2 cores"))
          .noneMatch(it -> it.contains("Exception"));
      assertThat(there.outputs()).anyMatch(Output::picture);
    }
  }

  @Test
  void whatIsNoRunIsRefusedBeforeJupyterStarts() throws Exception {
    ScriptedJob job =
        ScriptedJob.start("notebook", folder, "--execute", "--run-dir", folder + "/nothing");
    assertThat(job.exitCode()).isEqualTo(2);
    assertThat(job.complained().lines()).hasSize(1).allMatch(it -> it.startsWith("error: "));
    ScriptedJob other = ScriptedJob.start("notebook", folder, "--execute", "05-nothing");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.complained()).contains("01-first-look").contains("found '05-nothing'");
  }

  private static Notebook execute(String name, String... options) throws Exception {
    Path out = folder.resolve("executed");
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--execute", "--out", out.toString(), name));
    Path said = Files.createTempFile(folder, name, ".txt");
    Process job =
        ScriptedJob.builder("notebook", "1g", arguments)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(job.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(job.exitValue()).as(Files.readString(said)).isZero();
    } finally {
      job.destroy();
    }
    return Notebook.read(out.resolve(name + ".ipynb"));
  }
}
