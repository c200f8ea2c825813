package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

  @Test
  void aRunWithAJudgeIsShown() throws Exception {
    for (String name : List.of("01-first-look", "03-latent-space")) {
      Notebook full = execute(name, "--run-dir", uri("/runs/full"));
      assertShows(full, "full: keras-mlp, round 2");
      assertThat(full.outputs()).anyMatch(Output::picture);
    }
  }

  @Test
  void aRunWithoutAJudgeSaysWhatItLacks() throws Exception {
    Notebook bare = execute("03-latent-space", "--run-dir", folder + "/bare");
    assertShows(bare, "bare: keras-mlp, round 2; no rows of evaluations");
    assertShows(bare, "no judge, no neighbours");
    assertShows(bare, "This run was not told the classes");
  }

  @Test
  void aRunBeforeItsFirstRoundSaysSo() throws IOException, InterruptedException {
    Path begun = Files.createDirectory(folder.resolve("begun"));
    Files.copy(folder.resolve("bare/run.json"), begun.resolve("run.json"));
    Notebook first = execute("01-first-look", "--run-dir", begun.toString());
    assertShows(first, "begun: keras-mlp, no round yet");
    assertShows(first, "Losses: no rows yet");
    assertShows(first, "no images yet");
  }

  @Test
  void runsOfAllKindsAreCompared() throws Exception {
    Notebook both =
        execute("02-compare-runs", "--run-dir", uri("/runs/full"), "--run-dir", folder + "/bare");
    assertShows(both, "full: keras-mlp, round 2");
    assertShows(both, "bare: keras-mlp, round 2; no rows of evaluations");
    assertThat(both.outputs()).anyMatch(Output::picture);
  }

  private static void assertShows(Notebook notebook, String text) {
    assertThat(notebook.outputs()).noneMatch(output -> output.type().equals("error"));
    assertThat(notebook.outputs()).extracting(Output::text).anyMatch(it -> it.contains(text));
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void whatANotebookInTheRepositoryShowsIsOfARunAndIsNoError(String name) throws IOException {
    Notebook kept = Notebook.read(Path.of("notebooks", name + ".ipynb"));
    assertThat(kept.kernel()).isEqualTo("java");
    assertThat(kept.outputs()).noneMatch(output -> output.type().equals("error"));
    assertThat(kept.outputs()).anyMatch(Output::picture);
    assertThat(kept.outputs())
        .extracting(Output::text)
        .noneMatch(it -> it.matches("(?s).*/(home|root|work|tmp)/.*"));
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

  @Test
  void whatIsThereAlreadyIsNotReplacedUnasked() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("mine")).resolve("01-first-look.ipynb");
    Files.writeString(mine, "mine");
    ScriptedJob job =
        ScriptedJob.start("notebook", folder, "--execute", "--out", mine.getParent().toString());
    assertThat(job.exitCode()).isEqualTo(2);
    assertThat(job.complained()).contains(mine.toString(), "--overwrite");
    assertThat(mine).hasContent("mine");
    ScriptedJob open = ScriptedJob.start("notebook", folder, "01-first-look");
    assertThat(open.exitCode()).isEqualTo(2);
    assertThat(open.complained()).contains("--execute");
  }

  /** The user sees a server, and nothing of it is left when the job ends. */
  @Test
  void jupyterOpensAndEndsWithTheJob() throws Exception {
    List<Path> before = descriptions();
    try (ScriptedJob job = ScriptedJob.start("notebook", folder)) {
      await()
          .atMost(ScriptedJob.LONG)
          .until(
              () -> {
                assertThat(job.process().isAlive()).as(job.complained()).isTrue();
                return job.complained().contains("?token=");
              });
      List<ProcessHandle> jupyter = job.process().descendants().toList();
      assertThat(jupyter).isNotEmpty();
      job.process().destroy();
      await()
          .atMost(ScriptedJob.LONG)
          .until(() -> jupyter.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(job.exitCode()).isNotZero();
    }
    assertThat(descriptions()).isEqualTo(before);
  }

  /** The kernels that Jupyter is told of. */
  private static List<Path> descriptions() throws IOException {
    Path all = Files.createDirectories(Path.of("target/jupyter"));
    try (Stream<Path> folders = Files.list(all)) {
      return folders.sorted().toList();
    }
  }

  private static Notebook execute(String name, String... options)
      throws IOException, InterruptedException {
    Path out = Files.createTempDirectory(folder, "executed");
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
