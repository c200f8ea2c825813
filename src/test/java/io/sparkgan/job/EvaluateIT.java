package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.sparkgan.data.Mnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How good images are, said while a run trains and after the fact, is the same. */
class EvaluateIT extends JudgedRuns {
  private static Jobs.Outcome trained;

  @BeforeAll
  static void trainFourRounds() {
    trained = train("run");
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
}
