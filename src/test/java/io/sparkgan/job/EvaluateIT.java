package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sparkgan.data.Mnist;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.JudgeFolder;
import io.sparkgan.storage.JudgeManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How good images are, said while a run trains and after the fact, is the same. */
class EvaluateIT {
  @TempDir private static Path folder;
  private static Path images;
  private static Jobs.Outcome trained;

  @BeforeAll
  static void train() {
    images = TinyDigits.images(folder.resolve("images"));
    TinyDigits.conf(folder.resolve("digits.conf"));
    trained = train("run");
    train("unjudged", "--rounds", "1", "--set", "evaluation.judge=none");
  }

  @Test
  void aRunHasARowForEachEvaluatedRoundAndItsBestRound() {
    assertThat(rows("run", "round, protocol, samples, split"))
        .containsExactly("[2,n500,500,test]", "[4,n500,500,test]");
    assertThat(rows("run", "round, mnist_score > 1 and frechet_distance > frechet_distance_floor"))
        .containsExactly("[2,true]", "[4,true]");
    assertThat(trained.out()).contains("frechet_distance", "checkpoints/best.ckpt, round ");
    String best = rows("run", "round", "frechet_distance").get(0);
    assertThat("[%d]".formatted(bestRound("run"))).isEqualTo(best);
  }

  @Test
  void samplesAreJudged() {
    try (SparkSession spark = session()) {
      Dataset<Row> samples = spark.read().parquet(folder.resolve("run/samples/images").toString());
      assertThat(samples.count()).isEqualTo(5 * 9);
      assertThat(
              samples
                  .filter(
                      "predicted_digit between 0 and 9 and confidence between 0.1 and 1"
                          + " and nearest_distance > 0 and nearest_index between 0 and %d"
                              .formatted(TinyDigits.TRAINING - 1))
                  .count())
          .isEqualTo(5 * 9);
    }
  }

  @Test
  void whatIsSaidAfterTheFactIsTheRowOfTheRun() {
    List<? extends Config> found = json("--run-dir", run("run"), "--round", "4");
    assertThat(found).hasSize(1);
    Config row = found.get(0);
    assertThat(row.getString("run")).isEqualTo("run");
    assertThat(row.getInt("round")).isEqualTo(4);
    assertThat(row.getString("extractor")).matches("mnist-[0-9a-f]{8}");
    String columns =
        "mnist_score, frechet_distance, kernel_distance, precision, recall, mean_confidence,"
            + " memorisation, d_probability, frechet_distance_floor";
    List<Double> expected = Stream.of(columns.split(", ")).map(row::getDouble).toList();
    assertThat(rows("run", columns).get(1)).isEqualTo(expected.toString().replace(" ", ""));
    assertThat(row.getDoubleList("digit_histogram")).hasSize(10);
  }

  @Test
  void allRoundsThatWereKeptAreOneTable() {
    List<? extends Config> all =
        json("--run-dir", run("run"), "--round", "all", "--protocol", "n500,batch32");
    assertThat(all)
        .extracting(row -> row.getInt("round") + row.getString("protocol"))
        .containsSubsequence("3n500", "3batch32", "4n500", "4batch32");
    assertThat(json("--run-dir", run("run"), "--round", "best").get(0).getInt("round"))
        .isEqualTo(bestRound("run"));
    assertThat(json("--run-dir", run("run"), "--seed", "2").get(0).getDouble("frechet_distance"))
        .isNotEqualTo(all.get(all.size() - 2).getDouble("frechet_distance"));
    assertThat(evaluate("--run-dir", run("run")).out())
        .contains("frechet_distance", "floor", "digit_histogram")
        .containsSubsequence("n500", "  run  ", "  round  ", "  samples  ");
  }

  @Test
  void aResumedRunAndAConcurrentOneHaveTheSameRows() {
    train("resumed", "--rounds", "2");
    Jobs.Outcome resumed =
        Jobs.resume(
            "--run-dir", run("resumed"), "--rounds", "4", "--set", "spark.ui.enabled=false");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    train("concurrent", "--set", "evaluation.concurrent=true");
    String columns = "round, mnist_score, frechet_distance, kernel_distance, recall, d_probability";
    assertThat(rows("resumed", columns)).isEqualTo(rows("run", columns));
    assertThat(rows("concurrent", columns)).isEqualTo(rows("run", columns));
    assertThat(bestRound("resumed")).isEqualTo(bestRound("run"));
    assertThat(bestRound("concurrent")).isEqualTo(bestRound("run"));
  }

  @Test
  void scoresThatAnInterruptionLeftOutAreMadeUp() throws IOException {
    train("interrupted");
    List<String> expected = rows("interrupted", "round, frechet_distance");
    Files.delete(folder.resolve("interrupted/metrics/evaluations/round-000004.parquet"));
    assertThat(rows("interrupted", "round")).containsExactly("[2]");
    Jobs.Outcome resumed =
        Jobs.resume("--run-dir", run("interrupted"), "--set", "spark.ui.enabled=false");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(rows("interrupted", "round, frechet_distance")).isEqualTo(expected);
  }

  @Test
  void realDigitsAreNearAndNoiseIsFar() {
    String test = images.resolve(Mnist.TEST_IMAGES).toString();
    Config real = json("--images", test, "--run-dir", run("run")).get(0);
    Config noise =
        json("--images", noise("noise.idx", 500, 28), "--run-dir", run("run"), "--round", "best")
            .get(0);
    assertThat(real.getString("protocol")).isEqualTo("n500");
    assertThat(real.getDouble("frechet_distance")).isBetween(-1e-3, 1e-3);
    assertThat(real.getDouble("mnist_score")).isGreaterThan(5);
    assertThat(real.getDouble("d_probability")).isBetween(0., 1.);
    assertThat(noise.getDouble("frechet_distance"))
        .isGreaterThan(10 * real.getDouble("frechet_distance_floor"));
    assertThat(noise.getInt("round")).isEqualTo(bestRound("run"));
  }

  @Test
  void imagesWithoutARunAreComparedWithTheEmbeddedSet() {
    String test = images.resolve(Mnist.TEST_IMAGES).toString();
    List<? extends Config> rows = json("--images", test);
    assertThat(rows).hasSize(1);
    Config row = rows.get(0);
    assertThat(row.getString("protocol")).isEqualTo("n500");
    assertThat(row.getString("split")).isEqualTo("test");
    assertThat(row.hasPath("run")).isFalse();
    assertThat(row.hasPath("d_probability")).isFalse();
    double distance = row.getDouble("frechet_distance");
    assertThat(distance).isLessThan(3 * row.getDouble("frechet_distance_floor"));
    assertThat(row.getDouble("memorisation")).isBetween(.8, 1.2);
  }

  @Test
  void imagesWithoutARunAreComparedWithTheDataThatIsNamed() throws IOException {
    String test = images.resolve(Mnist.TEST_IMAGES).toString();
    String judge = judge("named", 0).toString();
    Config row = json("--images", test, "--judge", judge, "--data", images.toString()).get(0);
    assertThat(row.getDouble("frechet_distance")).isBetween(-1e-3, 1e-3);
    assertThat(row.getString("split")).isEqualTo("test");
  }

  @Test
  void aRunWhoseJudgeWasReplacedDoesNotGoOn() throws IOException {
    String judge = judge("replaced", 0).toString();
    train("steadfast", "--rounds", "2", "--set", "evaluation.judge=" + judge);
    judge("replaced", .5f);
    refuses(
        Jobs.resume(
            "--run-dir", run("steadfast"), "--rounds", "4", "--set", "spark.ui.enabled=false"),
        "evaluation.judge: scores of run steadfast were made with judge mnist-",
        "and now would be with judge mnist-");
    assertThat(rows("steadfast", "round")).containsExactly("[2]");
    judge("replaced", 0);
    assertThat(
            Jobs.resume(
                    "--run-dir",
                    run("steadfast"),
                    "--rounds",
                    "3",
                    "--set",
                    "spark.ui.enabled=false")
                .code())
        .isZero();
  }

  @Test
  void oneDamagedCheckpointDoesNotCostTheOthers() throws IOException {
    train("scratched");
    Files.writeString(folder.resolve("scratched/checkpoints/round-000004.ckpt"), "damaged");
    Files.writeString(folder.resolve("scratched/checkpoints/best.ckpt"), "damaged");
    assertThat(json("--run-dir", run("scratched"), "--round", "all"))
        .extracting(row -> row.getInt("round"))
        .isNotEmpty()
        .doesNotContain(4);
  }

  @Test
  void imagesOfTheBestRoundCanBeMade() {
    train("longer", "--rounds", "3", "--set", "evaluation.every=1", "--set", "checkpoint.keep=3");
    Path best = folder.resolve("best.idx");
    Path same = folder.resolve("same.idx");
    generate("longer", best, "--round", "best");
    generate("longer", same, "--round", Integer.toString(bestRound("longer")));
    assertThat(best).hasSameBinaryContentAs(same);
    refuses(
        Jobs.generate(
            "--run-dir",
            run("unjudged"),
            "--count",
            "4",
            "--format",
            "idx",
            "--round",
            "best",
            "--out",
            folder.resolve("none.idx").toString()),
        "--round: run unjudged has no best round");
  }

  @Test
  void whatCannotBeScoredIsOneLine() throws IOException {
    String run = run("run");
    String text = Files.writeString(folder.resolve("text.idx"), "no images").toString();
    refuses(evaluate(), "--run-dir or --images");
    refuses(evaluate("--images", text), "text.idx: at byte 0 expected an IDX file");
    refuses(evaluate("--images", "nowhere.idx"), "--images: no file nowhere.idx");
    refuses(
        evaluate("--images", noise("small.idx", 500, 8)),
        "are 8x8x1 (height, width, channels), the judge looks at 28x28x1");
    refuses(evaluate("--images", noise("few.idx", 400, 28)), "n500 scores 500 images", "has 400");
    refuses(
        evaluate("--images", noise("more.idx", 600, 28), "--protocol", "n500,n10000"),
        "n10000 scores 10000 images",
        "has 600");
    refuses(
        evaluate("--run-dir", run, "--protocol", "n50"),
        "--protocol: expected some of batch32, n500, n10000, found 'n50'");
    refuses(
        evaluate("--run-dir", run, "--judge", folder + "/nobody"), "--judge: ", "is not a judge");
    refuses(evaluate("--run-dir", run, "--round", "last"), "a number, best or all, found 'last'");
    refuses(evaluate("--run-dir", run, "--round", "77"), "round 77");
    refuses(evaluate("--run-dir", run, "--weights", "average"), "keeps no average");
    refuses(
        evaluate("--run-dir", run("unjudged"), "--judge", "mnist", "--round", "best"),
        "has no best round");
    refuses(evaluate("--run-dir", run("unjudged")), "--judge: no run names a judge");
    refuses(
        evaluate("--images", noise("foreign.idx", 500, 28), "--judge", folder + "/letters"),
        "--judge: of which real images? give --data");
    refuses(evaluate("--run-dir", run, "--data", folder + "/nowhere"), "/nowhere does not exist");
    Path small = TinySet.images(folder.resolve("small-data"));
    Files.copy(small.resolve(Mnist.TRAIN_IMAGES), small.resolve(Mnist.TEST_IMAGES));
    refuses(
        evaluate("--run-dir", run, "--data", small.toString()),
        "--data: images of ",
        "are 8x8x1 (height, width, channels), judge mnist looks at 28x28x1");
  }

  @Test
  void aJudgeThatDoesNotFitIsRefusedBeforeTraining() throws IOException {
    refuses(
        Jobs.train(arguments("never", "--set", "evaluation.judge=" + folder + "/nobody")),
        "evaluation.judge: ",
        "is not a judge");
    Path small = TinySet.images(folder.resolve("small"));
    refuses(
        Jobs.train(
            "--recipe",
            "keras-mlp",
            "--conf",
            TinySet.conf(folder).toString(),
            "--data",
            small.toString(),
            "--out",
            folder.toString(),
            "--run",
            "never",
            "--workers",
            "2",
            "--set",
            "evaluation.judge=mnist"),
        "evaluation.judge: judge mnist looks at images of 28x28x1");
    Path untested = Files.createDirectories(folder.resolve("untested"));
    Files.copy(images.resolve(Mnist.TRAIN_IMAGES), untested.resolve(Mnist.TRAIN_IMAGES));
    refuses(
        Jobs.train(arguments("never", "--data", untested.toString())),
        "has neither a file t10k-images-idx3-ubyte nor held-out images");
    assertThat(folder.resolve("never")).doesNotExist();
  }

  private static int bestRound(String run) {
    return CheckpointFile.read(
            new Configuration(), folder.resolve(run).resolve("checkpoints/best.ckpt").toString())
        .checkpoint()
        .round();
  }

  private static String run(String name) {
    return folder.resolve(name).toString();
  }

  private static String noise(String name, int count, int size) {
    return TinyDigits.noise(folder.resolve(name), count, size, size).toString();
  }

  /** The shipped judge in a folder, its first parameter changed by so much. */
  private static Path judge(String name, float change) throws IOException {
    Path judge = folder.resolve(name);
    float[] parameters = JudgeFolder.shipped("mnist").parameters().clone();
    parameters[0] += change;
    try (InputStream json = JudgeFolder.class.getResourceAsStream("/judges/mnist/judge.json")) {
      JudgeManifest manifest =
          JudgeManifest.of(new String(json.readAllBytes(), StandardCharsets.UTF_8), "shipped");
      JudgeFolder.write(new Configuration(), judge.toString(), manifest, parameters);
    }
    return judge;
  }

  private static Jobs.Outcome train(String run, String... more) {
    Jobs.Outcome outcome = Jobs.train(arguments(run, more));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static String[] arguments(String run, String... more) {
    Stream<String> data =
        List.of(more).contains("--data") ? Stream.of() : Stream.of("--data", images.toString());
    Stream<String> usual =
        Stream.of(
            "--recipe",
            "keras-mlp",
            "--conf",
            folder.resolve("digits.conf").toString(),
            "--out",
            folder.toString(),
            "--run",
            run,
            "--set",
            "spark.ui.enabled=false");
    return Stream.of(usual, data, Stream.of(more)).flatMap(words -> words).toArray(String[]::new);
  }

  private static void generate(String run, Path out, String... more) {
    Jobs.Outcome outcome =
        Jobs.generate(
            Stream.concat(
                    Stream.of(
                        "--run-dir",
                        run(run),
                        "--count",
                        "20",
                        "--format",
                        "idx",
                        "--out",
                        out.toString(),
                        "--set",
                        "spark.ui.enabled=false"),
                    Stream.of(more))
                .toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private static Jobs.Outcome evaluate(String... arguments) {
    return Jobs.evaluate(
        Stream.concat(Stream.of("--set", "spark.ui.enabled=false"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  /** The rows of the array that is all of standard output. */
  private static List<? extends Config> json(String... arguments) {
    Jobs.Outcome outcome =
        evaluate(Stream.concat(Stream.of("--json"), Stream.of(arguments)).toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out().strip()).startsWith("[").endsWith("]");
    return ConfigFactory.parseString(
            "{\"rows\":" + outcome.out() + "}",
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
        .getConfigList("rows");
  }

  private static void refuses(Jobs.Outcome outcome, String... expected) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).startsWith("error: ").contains(expected);
    assertThat(outcome.out()).isEmpty();
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .getOrCreate();
  }

  private static List<String> rows(String run, String columns) {
    return rows(run, columns, "round");
  }

  /** Rows of the table of evaluations as text. */
  private static List<String> rows(String run, String columns, String order) {
    try (SparkSession spark = session()) {
      return spark
          .read()
          .parquet(folder.resolve(run).resolve("metrics/evaluations").toString())
          .orderBy(order)
          .selectExpr(columns.split(", "))
          .collectAsList()
          .stream()
          .map(Row::toString)
          .toList();
    }
  }
}
