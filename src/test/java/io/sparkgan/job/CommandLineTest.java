package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be right is refused with code 2 and one line each, before anything happens. */
class CommandLineTest {
  @TempDir private Path folder;
  private String out;

  @BeforeEach
  void runsGoIntoAFolderOfTheTest() {
    out = folder.resolve("runs").toString();
  }

  @AfterEach
  void sparkWasNotStarted() {
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void helpOfTrainListsEveryOption() {
    Jobs.Outcome help = Jobs.train("--help");
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .contains("--recipe", "--conf", "--set", "--workers", "--rounds", "--epochs", "--master")
        .contains("--out", "--run", "--overwrite", "--take-over", "--seed", "--data", "--init-from")
        .contains("--dry-run")
        .contains("quick-dcgan", "keras-mlp", "tf-dcgan");
  }

  @Test
  void helpOfTheOtherJobsListsEveryOption() {
    assertThat(Jobs.resume("--help").out())
        .contains("--run-dir", "--rounds", "--take-over", "--master", "--set");
    assertThat(Jobs.generate("--help").out())
        .contains("--run-dir", "--count", "--round", "--seed", "--format", "--out")
        .contains("--weights", "--digit", "column", "--rows", "--steps", "strip", "gif");
    assertThat(Jobs.export("--help").out())
        .contains("--run-dir", "--round", "--weights", "--format", "--network", "--out")
        .contains("--overwrite", "onnx", "dl4j", "exports/<run>");
    assertThat(Jobs.evaluate("--help").out())
        .contains("--run-dir", "--images", "--round", "--protocol", "--weights", "--seed")
        .contains("--judge", "--data", "--json", "n10000", "best", "all");
    assertThat(Jobs.trainJudge("--help").out())
        .contains("--data", "--conf", "--epochs", "--seed", "--out", "--overwrite", "--master");
    assertThat(Jobs.inspect("--help").out()).contains("--run-dir", "--json");
    assertThat(Jobs.recipes("--help").out())
        .contains("NAME", "quick-dcgan", "rmsprop-dcgan", "--conf", "--set");
  }

  @Test
  void versionIsOneLine() {
    assertThat(Jobs.train("--version").out().lines()).hasSize(1).first().asString().contains(" ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--round 3                   | did you mean --rounds",
        "--rounds                    | --rounds",
        "--rounds 1 --rounds 2       | only once",
        "stray                       | stray",
        "--workers 2 @nowhere        | @nowhere",
      })
  void whatCannotBeParsedIsOneLineAndAHint(String args, String expected) {
    Jobs.Outcome refused = Jobs.train(args.split(" "));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(2);
    assertThat(refused.errLines().get(0)).startsWith("error: ").contains(expected);
    assertThat(refused.errLines().get(1)).contains("jobs/train --help");
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void requiredOptionsAndTypesOfTheOtherJobs() {
    assertThat(Jobs.inspect().errLines().get(0)).startsWith("error: ").contains("--run-dir");
    Jobs.Outcome format =
        Jobs.generate("--run-dir", "x", "--count", "1", "--format", "bmp", "--out", "y");
    assertThat(format.code()).isEqualTo(2);
    assertThat(format.errLines().get(0)).startsWith("error: ").contains("bmp").contains("PNG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds 2 --epochs 3                          | --rounds and --epochs",
        "--recipe kears-mlp                             | did you mean keras-mlp",
        "--set training.localStep=5                     | training.localStep",
        "--set training.rounds                          | KEY=VALUE",
        "--set training.rounds=many                     | training.rounds",
        "--rounds many                                  | training.rounds",
        "--workers 0                                    | training.workers",
        "--seed one                                     | training.seed",
        "--conf nowhere.conf                            | nowhere.conf: no such file",
        "--conf .                                       | --conf",
        "--data foo://x                                 | foo",
        "--data no/such/folder                          | no/such/folder",
        "--run ../up                                    | ../up",
        "--run .hidden                                  | .hidden",
        "--master yarn                                  | --workers N",
        "--master spark://host:7077                     | --workers N",
        "--master nonsense                              | 'nonsense' is not a Spark master",
        "--master nonsense --workers 2                  | 'nonsense' is not a Spark master",
        "--deploy-mode cluster                          | 'local[*]' is no cluster",
        "--master local[0]                              | 'local[0]' is not a Spark master",
        "--set spark.master=nonsense --workers 2        | 'nonsense' is not a Spark master",
      })
  void aWrongValueIsRefused(String args, String expected) {
    String[] all =
        Stream.concat(Stream.of("--out", out), Stream.of(args.split(" "))).toArray(String[]::new);
    refuses(Jobs.train(all), expected);
  }

  @Test
  void withItsDriverOnTheClusterARunIsNotPutIntoTheDriversOwnFolder() {
    String[] cluster = {
      "--master", "spark://host:7077", "--deploy-mode", "cluster", "--out", "there"
    };
    String expected = "--out: 'there' is relative";
    refuses(Jobs.train(with(cluster, "--workers", "2")), expected);
    refuses(Jobs.trainJudge(cluster), expected);
    refuses(Jobs.ingest(with(cluster, "--images", "embedded")), expected);
    assertThat(Path.of("there")).doesNotExist();
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void anUnknownRecipeIsAnsweredWithTheNearest() {
    refuses(Jobs.recipes("tf-dcgam"), "found tf-dcgam; did you mean tf-dcgan?");
    assertThat(Jobs.recipes("tf-dcgan", "keras-mlp").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs many                 | judge.epochs",
        "--seed one                    | judge.seed",
        "--conf nowhere.conf           | nowhere.conf: no such file",
        "--data no/such/folder         | no/such/folder",
        "--set judge.seed=2            | spark.KEY=VALUE",
        "--master nonsense             | 'nonsense' is not a Spark master",
      })
  void aWrongValueForAJudgeIsRefused(String args, String expected) {
    refuses(
        Jobs.trainJudge(
            Stream.concat(Stream.of("--out", out), Stream.of(args.split(" ")))
                .toArray(String[]::new)),
        expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start --workers 0         | --workers: expected 1 to 64, found 0",
        "start --cores 5000        | --cores: expected 1 to 1024",
        "start --memory lots       | --memory: expected a size as 2g or 512m, found 'lots'",
        "start --port 70000        | --port: expected 1 to 65535",
        "start --set training.x=1  | spark.KEY=VALUE",
        "start --spark nowhere     | expected a folder jars",
      })
  void aClusterThatCannotBeIsRefused(String args, String expected) {
    refuses(
        Jobs.cluster(
            Stream.concat(Stream.of("--dir", out), Stream.of(args.split(" ")))
                .toArray(String[]::new)),
        expected);
  }

  @Test
  void aClusterThatIsNotThereIsSaidSo() {
    assertThat(Jobs.cluster("stop", "--dir", out).code()).isZero();
    Jobs.Outcome status = Jobs.cluster("status", "--dir", out);
    assertThat(status.code()).isEqualTo(3);
    assertThat(status.out()).contains("no cluster in " + out);
    assertThat(Jobs.cluster("restart").errLines().get(0)).contains("START, STOP, STATUS");
    assertThat(Jobs.cluster("--help").out())
        .contains("--workers", "--cores", "--memory", "--dir", "--port", "--web-port");
  }

  @Test
  void everyProblemIsALineOfItsOwn() {
    Jobs.Outcome refused =
        Jobs.train("--out", out, "--workers", "0", "--seed", "x", "--set", "data.url=y");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(3).allMatch(line -> line.startsWith("error: "));
  }

  @Test
  void anUnknownFileSystemIsTheUsersMistake() {
    refuses(Jobs.train("--out", "foo://x"), "foo");
    refuses(Jobs.inspect("--run-dir", "foo://x/run"), "foo");
    refuses(Jobs.resume("--run-dir", "foo://x/run"), "foo");
  }

  @Test
  void anExistingRunIsRefusedAndLeftAlone() throws IOException {
    Path run = Files.createDirectories(folder.resolve("runs/taken"));
    Files.writeString(run.resolve("run.json"), "{}");
    for (List<String> more : List.of(List.<String>of(), List.of("--dry-run"))) {
      Jobs.Outcome refused =
          Jobs.train(
              Stream.concat(Stream.of("--out", out, "--run", "taken"), more.stream())
                  .toArray(String[]::new));
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.errLines()).hasSize(1).first().asString().contains("exists already");
    }
    assertThat(run).isDirectoryContaining(file -> file.endsWith("run.json"));
    assertThat(run.resolve("run.json")).hasContent("{}");
  }

  @Test
  void aFolderThatIsNoRunIsLeftAloneEvenWithOverwrite() throws IOException {
    Path precious = Files.createDirectories(folder.resolve("runs/precious"));
    Files.writeString(precious.resolve("thesis.txt"), "years");
    Jobs.Outcome refused = Jobs.train("--out", out, "--run", "precious", "--overwrite");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(precious.resolve("thesis.txt")).hasContent("years");
  }

  @Test
  void whatIsNoRunCannotBeInspectedResumedEvaluatedOrGeneratedFrom() {
    String nothing = folder.resolve("nothing").toString();
    refuses(Jobs.evaluate("--run-dir", nothing), "not a run directory");
    refuses(Jobs.inspect("--run-dir", nothing), "not a run directory");
    refuses(Jobs.resume("--run-dir", nothing), "not a run directory");
    refuses(
        Jobs.generate(
            "--run-dir", nothing, "--count", "1", "--format", "png", "--out", nothing + ".png"),
        "not a run directory");
  }

  @Test
  void evaluateNeedsSomethingToScoreAndOptionsThatGoTogether() {
    refuses(Jobs.evaluate(), "--run-dir or --images: give a run, a file of images, or both");
    assertThat(Jobs.evaluate("--images", "x", "--round", "2", "--weights", "trained").errLines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("error: --round: of which run?"),
            line -> assertThat(line).startsWith("error: --weights: no generator"));
    refuses(Jobs.evaluate("--images", "nowhere.idx"), "--images: no file nowhere.idx");
  }

  @Test
  void generateAndResumeTakeOnlySparksKeys() {
    refuses(Jobs.resume("--run-dir", "x", "--set", "training.seed=2"), "spark.KEY=VALUE");
  }

  private void refuses(Jobs.Outcome outcome, String expected) {
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).startsWith("error: ").contains(expected);
    assertThat(outcome.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
