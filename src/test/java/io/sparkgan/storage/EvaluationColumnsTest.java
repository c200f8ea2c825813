package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.evaluation.Evaluation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluationColumnsTest {
  private static final Evaluation EVALUATION = TestRuns.evaluation(Protocol.BATCH32, 10);

  @Test
  void everyValueHasAColumnAndEveryScoreItsFloor() {
    assertThat(EvaluationColumns.of(EVALUATION))
        .containsExactly(
            Map.entry("protocol", "batch32"),
            Map.entry("samples", 4000),
            Map.entry("batch", 32),
            Map.entry("split", "test"),
            Map.entry("real_samples", 1000),
            Map.entry("floor_samples", 2000),
            Map.entry("extractor", "mnist-0123abcd"),
            Map.entry("seed", 42L),
            Map.entry("mnist_score", 5.0),
            Map.entry("mnist_score_floor", .25),
            Map.entry("frechet_distance", 10.0),
            Map.entry("frechet_distance_floor", .5),
            Map.entry("kernel_distance", 11.0),
            Map.entry("kernel_distance_floor", 1.5),
            Map.entry("kernel_distance_error", 12.0),
            Map.entry("kernel_distance_error_floor", 2.5),
            Map.entry("precision", 13.0),
            Map.entry("precision_floor", 3.5),
            Map.entry("recall", 14.0),
            Map.entry("recall_floor", 4.5),
            Map.entry("digit_histogram", List.of(0.0, 15.0)),
            Map.entry("digit_histogram_floor", List.of(0.0, 5.5)),
            Map.entry("digit_histogram_distance", 16.0),
            Map.entry("digit_histogram_distance_floor", 6.5),
            Map.entry("missing_digits", 17),
            Map.entry("missing_digits_floor", 7),
            Map.entry("mean_confidence", 18.0),
            Map.entry("mean_confidence_floor", 8.5),
            Map.entry("memorisation", 19.0),
            Map.entry("memorisation_floor", 9.5),
            Map.entry("as_asked", .875),
            Map.entry("wall_ms", 1234L));
  }

  @ParameterizedTest
  @EnumSource
  void whatDecidesTheBestRoundIsInItsColumn(Score score) {
    assertThat(EvaluationColumns.of(EVALUATION))
        .containsEntry(EvaluationColumns.of(score), EVALUATION.scores().of(score));
  }
}
