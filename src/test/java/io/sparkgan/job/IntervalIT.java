package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Rounds of different lengths on Spark, as their rows tell them. */
class IntervalIT extends TinyRuns {
  private static final String LONGER_SECOND =
      "averaging.interval={type=scheduled,changes=[{round=2,localSteps=10}]}";

  /** Running statistics, which settle in the first steps, would drift most there. */
  private static final String STEADY =
      "recipe.generator.layers=[{type=dense,units=64},{type=tanh},{type=reshape,height=8,width=8,channels=1}]";

  private record Round(int localSteps, long steps, double drift) {}

  @Test
  void aScheduleThatChangesNothingGivesTheBitsOfAConstantInterval() {
    String same = "averaging.interval={type=scheduled,changes=[{round=2,localSteps=5}]}";
    train("same", "--rounds", "4", "--set", same);
    assertThat(sha256("same")).isEqualTo(sha256("whole"));
  }

  @Test
  void epochsAreTurnedIntoRoundsOfTheirLengths() {
    // 24 steps of 2 workers on 16 images each see 200 images 3.84 times: 5 + 10 + 10.
    train("epochs", "--epochs", "3.84", "--set", LONGER_SECOND);
    assertThat(Jobs.facts(run("epochs")).getInt("rounds")).isEqualTo(3);
    assertThat(rounds("epochs")).extracting(Round::localSteps).containsExactly(5, 10, 10);
    assertThat(rounds("epochs")).extracting(Round::steps).containsExactly(5L, 15L, 25L);
  }

  @Test
  void anAdaptiveIntervalLengthensAndShortensAndGoesOnWithTheSameBits() {
    train("probe", "--rounds", "2", "--set", LONGER_SECOND, "--set", STEADY);
    double calm = rounds("probe").get(0).drift;
    double wild = rounds("probe").get(1).drift;
    assertThat(calm).isPositive().isLessThan(wild);
    // Between the two, so that five steps are too few and ten too many.
    String adaptive =
        "averaging.interval={type=adaptive,least=2,most=40,shortenAbove=%s,lengthenBelow=%s,patience=1}"
            .formatted((calm + 2 * wild) / 3, (2 * calm + wild) / 3);

    Jobs.Outcome straight = train("adaptive", "--rounds", "5", "--set", adaptive, "--set", STEADY);
    assertThat(straight.out()).contains("round 5/5", "0:00 left");
    assertThat(rounds("adaptive").subList(0, 3))
        .extracting(Round::localSteps)
        .containsExactly(5, 10, 5);
    Config last = Jobs.facts(run("adaptive")).getConfig("last_round");
    assertThat(last.getDouble("generator_relative_drift")).isPositive();
    assertThat(last.getInt("local_steps")).isEqualTo(rounds("adaptive").get(4).localSteps);

    train("halves", "--rounds", "2", "--set", adaptive, "--set", STEADY);
    assertThat(resume("halves", "--rounds", "5").code()).isZero();
    assertThat(sha256("halves")).isEqualTo(sha256("adaptive"));
    assertThat(rounds("halves")).isEqualTo(rounds("adaptive"));
  }

  @Test
  void anAdaptiveRunWhoseLastRowIsLostIsRefused() throws IOException {
    String adaptive =
        "averaging.interval={type=adaptive,least=2,most=40,shortenAbove=9,lengthenBelow=8,patience=1}";
    train("lost", "--rounds", "1", "--set", adaptive);
    Files.delete(run("lost").resolve("metrics/rounds/round-000001.parquet"));
    refused(resume("lost", "--rounds", "2"), "/lost/metrics/rounds: expected a row of round 1");
  }

  @Test
  void epochsOfAnAdaptiveRunAreRefused() {
    refused(
        Jobs.train(
            arguments(
                "unknown",
                "--epochs",
                "2",
                "--set",
                "averaging.interval={type=adaptive,least=2,most=40,shortenAbove=9,lengthenBelow=8,patience=1}")),
        "training.epochs (command line): expected null, as averaging.interval.type is adaptive");
  }

  private static List<Round> rounds(String run) {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("test")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      return spark
          .read()
          .parquet(run(run) + "/metrics/rounds")
          .orderBy("round")
          .selectExpr(
              "local_steps",
              "steps",
              "greatest(generator_relative_drift, discriminator_relative_drift)")
          .collectAsList()
          .stream()
          .map(IntervalIT::round)
          .toList();
    }
  }

  private static Round round(Row row) {
    return new Round(row.getInt(0), row.getLong(1), row.getDouble(2));
  }
}
