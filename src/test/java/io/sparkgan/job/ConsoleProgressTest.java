package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Protocol;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Scores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void anEvaluationIsALineWithWhatRealImagesScore() {
    try (ConsoleProgress progress = new ConsoleProgress(new Console(out, out, false), 40)) {
      progress.evaluated(10, List.of(evaluation(9.125, 12.5)), OptionalInt.of(10));
      progress.evaluated(20, List.of(evaluation(Double.NaN, 30)), OptionalInt.empty());
    }

    assertThat(shown().lines())
        .containsExactly(
            "round 10/40  n10000  mnist_score 9.13 (real 9.75)  frechet_distance 12.50 (real 0.25)"
                + "  best: round 10",
            "round 20/40  n10000  mnist_score NaN (real 9.75)  frechet_distance 30.00 (real 0.25)");
  }

  @Test
  void onATerminalItTakesThePlaceOfTheProgressLineWhichFollows() {
    try (ConsoleProgress progress = new ConsoleProgress(new Console(out, out, true), 40)) {
      progress.evaluated(10, List.of(evaluation(9.125, 12.5)), OptionalInt.of(10));
    }

    assertThat(shown())
        .matches("(?s)\\r\\033\\[Kround 10/40  n10000 .*best: round 10\\n\\r\\033\\[K.*");
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Evaluation evaluation(double mnistScore, double frechetDistance) {
    return new Evaluation(
        Protocol.N10000,
        "test",
        10_000,
        "mnist-0123abcd",
        42,
        scores(mnistScore, frechetDistance),
        scores(9.75, .25),
        10_000,
        1000);
  }

  private static Scores scores(double mnistScore, double frechetDistance) {
    return new Scores(
        mnistScore,
        frechetDistance,
        0,
        0,
        1,
        1,
        List.of(1.0),
        0,
        0,
        1,
        OptionalDouble.empty(),
        1,
        OptionalDouble.empty());
  }
}
