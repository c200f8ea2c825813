package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsSources.ConfText;
import io.sparkgan.config.Sweep;
import io.sparkgan.config.SweepReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A row of a sweep's results is made of the run's own tables as documented. */
class CellResultTest {
  private static final Sweep SWEEP =
      SweepReader.read(
          new ConfText(
              "s.conf",
              "sweep { name = s, settings.evaluation.protocols = [n500, batch32]\n"
                  + "grid { training.workers = [2] } }"));

  private static final Settings SETTINGS = SWEEP.cells().get(0).configuration().settings();

  @Test
  void sumsImagesAndTimeAndHasTheLastScoresAndTheBest() {
    List<Map<String, Object>> rounds =
        List.of(
            Map.of("round", 1, "steps", 10L, "images", 300L, "wall_ms", 500L),
            Map.of("round", 2, "steps", 20L, "images", 300L, "wall_ms", 1500L));
    List<Map<String, Object>> evaluations =
        List.of(
            evaluation(1, "n500", 4.0, 7.0),
            evaluation(1, "batch32", 1.0, 1.0),
            evaluation(2, "n500", 5.0, 8.0),
            evaluation(2, "batch32", 9.0, 9.0));

    Map<String, Object> row = row(rounds, evaluations);

    assertThat(row)
        .containsEntry("run", "workers-2")
        .containsEntry("status", "finished")
        .containsEntry("training_workers", 2L)
        .containsEntry("rounds", 2)
        .containsEntry("steps", 20L)
        .containsEntry("images", 600L)
        .containsEntry("wall_ms", 2000L)
        .containsEntry("images_per_s", 300.0)
        .containsEntry("protocol", "n500")
        .containsEntry("frechet_distance", 5.0)
        .containsEntry("frechet_distance_floor", 0.5)
        .containsEntry("mnist_score", 8.0)
        .containsEntry("best_round", 1)
        .containsEntry("best_frechet_distance", 4.0)
        .containsEntry("best_mnist_score", 7.0)
        .doesNotContainKeys(
            "round",
            "seed",
            "best_protocol",
            "best_frechet_distance_floor",
            "generator_relative_drift");
  }

  @Test
  void driftIsTheMeanOfTheLastTenRounds() {
    List<Map<String, Object>> rounds = new ArrayList<>();
    for (int round = 1; round <= 12; round++) {
      rounds.add(
          Map.of(
              "round",
              round,
              "steps",
              10L * round,
              "images",
              1L,
              "wall_ms",
              1L,
              "generator_relative_drift",
              (double) round));
    }

    assertThat(row(rounds, List.of()))
        .containsEntry("generator_relative_drift", 7.5)
        .doesNotContainKeys("discriminator_relative_drift", "frechet_distance", "best_round");
  }

  @Test
  void aRunWithoutARoundHasARow() {
    assertThat(row(List.of(), List.of()))
        .containsEntry("rounds", 0)
        .containsEntry("steps", 0L)
        .containsEntry("images_per_s", 0.0);
  }

  private static Map<String, Object> row(
      List<Map<String, Object>> rounds, List<Map<String, Object>> evaluations) {
    return new CellResult(SETTINGS, rounds, evaluations)
        .row(SWEEP.axes(), SWEEP.cells().get(0), CellStatus.FINISHED);
  }

  private static Map<String, Object> evaluation(
      int round, String protocol, double distance, double score) {
    return Map.of(
        "run", "x",
        "round", round,
        "seed", 1L,
        "protocol", protocol,
        "frechet_distance", distance,
        "frechet_distance_floor", 0.5,
        "mnist_score", score);
  }
}
