package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the plain loop's benchmark says, and what it refuses; without Spark. */
class BenchJobTest {
  private static Jobs.Outcome json;
  private static Jobs.Outcome table;

  @BeforeAll
  static void measure() {
    json = TinyBench.run("--backend=dl4j", "--loop-only", "--json");
    table =
        TinyBench.run(
            "--loop-only",
            "--precision=f32",
            "--set=recipe.generator.layers=[{type=dense,units=5},{type=tanh},{type=dense,units=784},{type=tanh},{type=reshape,height=28,width=28,channels=1}]");
  }

  @AfterEach
  void sparkWasNotStarted() {
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void jsonIsARowOfFigures() {
    List<? extends Config> rows = TinyBench.rows(json);

    assertThat(rows).hasSize(1);
    Config row = rows.get(0);
    assertThat(row.getString("recipe")).isEqualTo("quick-dcgan");
    assertThat(row.getString("mode")).isEqualTo("loop");
    assertThat(row.getString("precision")).isEqualTo("f32");
    assertThat(row.getString("backend")).isEqualTo("dl4j");
    assertThat(row.getInt("workers")).isOne();
    assertThat(row.getInt("threads")).isOne();
    assertThat(row.getInt("batch")).isEqualTo(8);
    // Parameters, gradients and Adam's two, in both networks.
    long parameters = 4 * 784 + 785;
    assertThat(row.getLong("native_bytes")).isGreaterThan(4 * 4 * parameters);
    double rate = row.getDouble("images_per_s");
    assertThat(rate)
        .isBetween(row.getDouble("images_per_s_min"), row.getDouble("images_per_s_max"));
    assertThat(row.getDouble("ms_per_step")).isCloseTo(8000 / rate, within(80 / rate));
    double gflop = row.getDouble("gflop_per_image");
    assertThat(gflop).isCloseTo(TinyBench.GFLOP_PER_IMAGE, within(1e-9));
    double gflops = row.getDouble("gflop_per_s");
    assertThat(gflops).isCloseTo(rate * gflop, within(.01 * gflops));
    assertThat(row.getDouble("share_of_peak"))
        .isCloseTo(
            gflops / row.getDouble("peak_gflop_per_s"),
            within(.01 * row.getDouble("share_of_peak")));
  }

  @Test
  void jsonHasEveryLayerOfTheLoopsStep() {
    Config row = TinyBench.rows(json).get(0);
    List<? extends Config> layers = row.getConfigList("layers");

    assertThat(layers).hasSize(2 + 1 + 1 + 1 + 1 + 1 + 2 + 1);
    assertThat(layers.stream().mapToDouble(layer -> layer.getDouble("gflop")).sum())
        .isCloseTo(8 * TinyBench.GFLOP_PER_IMAGE, within(1e-8));
    assertThat(layers)
        .allSatisfy(
            layer -> {
              assertThat(layer.getDouble("ms")).isPositive();
              assertThat(layer.getDouble("share")).isBetween(0.0, 1.0);
            });
    assertThat(layers.get(0).root().unwrapped())
        .containsEntry("turn", "discriminator")
        .containsEntry("network", "generator")
        .containsEntry("phase", "forward")
        .containsEntry("layer", "dense 784")
        .containsKeys("gflop_per_s", "share_of_peak");
  }

  @Test
  void theTableHasRatesAndWhereTheTimeGoes() {
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out())
        .contains("quick-dcgan, batches of 8, f32 by onednn", "GFLOP/s", "images/s", "plain loop")
        .contains("native memory", "MB a worker")
        .doesNotContain("Infinity", "NaN")
        .containsSubsequence(
            "where a step's time goes",
            "discriminator's turn: generator forward",
            "    dense 5 + tanh",
            "    dense 784 + tanh",
            "discriminator's turn: discriminator update",
            "generator's turn: generator backward",
            "    dense 784 + tanh",
            "    dense 5 + tanh",
            "drawing, losses and the rest",
            "a local step");
    assertThat(table.out().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void aGradientPenaltyTakesTimeAndIsNoArithmetic() {
    Config row =
        TinyBench.rows(
                TinyBench.run(
                    "--loop-only", "--json", "--set=recipe.regularisation.gradientPenalty=r1"))
            .get(0);

    assertThat(row.getDouble("images_per_s")).isPositive();
    assertThat(row.getDouble("gflop_per_image")).isCloseTo(TinyBench.GFLOP_PER_IMAGE, within(1e-9));
  }

  @Test
  void progressIsNoResult() {
    assertThat(json.err()).contains("warming up", "2 repetitions");
  }

  @Test
  void helpTellsWhatIsMeasured() {
    Jobs.Outcome help = Jobs.bench("--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("--recipe", "--precision", "--backend", "--batch", "--workers", "--repetitions")
        .contains("--seconds", "--loop-only", "--json", "--conf", "--set", "tf-dcgan")
        .contains("one update of the discriminator", "gradient penalty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--recipe tf-dcgam              | did you mean tf-dcgan",
        "--batch 0                      | --batch: expected a whole number from 1 to 4096, found 0",
        "--batch 5000                   | --batch: expected",
        "--workers 0                    | --workers: expected",
        "--repetitions 0                | --repetitions: expected",
        "--seconds 0                    | --seconds: expected",
        "--seconds NaN                  | --seconds: expected",
        "--precision f16                | expected one of auto, f32, bf16, found f16",
        "--backend mkl                  | expected one of auto, onednn, dl4j, found mkl",
        "--backend dl4j --precision bf16| compute.precision",
        "--recipe keras-mlp --precision bf16 --set recipe.regularisation.gradientPenalty=r1 | compute.precision",
      })
  void whatCannotBeMeasuredIsRefusedInOneLine(String args, String expected) {
    Jobs.Outcome refused = Jobs.bench(args.split(" "));

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(1);
    assertThat(refused.err()).startsWith("error: ").contains(expected);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    Jobs.Outcome refused =
        Jobs.bench(
            "--set=recipe.image={height=4,width=4,channels=1}",
            "--set=recipe.generator.layers=[{type=dense,units=16},{type=tanh},{type=reshape,height=4,width=4,channels=1}]",
            "--set=recipe.discriminator.layers=[{type=flatten},{type=dense,units=1}]");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(1);
    assertThat(refused.err()).contains("recipe.image: expected 28x28x1", "found 4x4x1");
  }

  @Test
  void whatIsNoNumberIsOneLineAndAHint() {
    Jobs.Outcome refused = Jobs.bench("--batch", "many");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(2);
    assertThat(refused.errLines().get(0)).startsWith("error: ").contains("--batch", "many");
    assertThat(refused.errLines().get(1)).contains("jobs/bench --help");
  }
}
