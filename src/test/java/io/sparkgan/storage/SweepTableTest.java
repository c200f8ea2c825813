package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Sweep;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of a sweep gives back what it was given, and is replaced as a whole. */
class SweepTableTest {
  private static final List<Sweep.Axis> AXES =
      List.of(
          new Sweep.Axis("training.localSteps", "localSteps", Sweep.Type.LONG),
          new Sweep.Axis("ema.decay", "decay", Sweep.Type.DOUBLE),
          new Sweep.Axis("compute.precision", "precision", Sweep.Type.TEXT));

  @TempDir private Path folder;

  @Test
  void anAxisHasAColumnThatNoScoreHas() {
    assertThat(AXES.stream().map(SweepTable::column))
        .containsExactly("training_local_steps", "ema_decay", "compute_precision");
  }

  @Test
  void rowsComeBackAsTheyWere() {
    SweepTable table = table();
    assertThat(table.rows()).isEmpty();
    Map<String, Object> unscored = row("a", 1);
    Map<String, Object> scored = row("b", 2);
    scored.put("generator_relative_drift", 0.5);
    scored.put("best_round", 3);
    scored.put("protocol", "n500");
    scored.put("precision", 0.25);
    scored.put("precision_floor", 0.75);
    scored.put("digit_histogram", List.of(0.25, 0.75));
    scored.put("best_precision", 0.5);

    table.write(List.of(unscored, scored));

    assertThat(table.rows()).containsExactly(unscored, scored);
    table.write(List.of(scored));
    assertThat(table().rows()).containsExactly(scored);
    assertThat(folder.toFile().list()).containsExactly("results.parquet");
  }

  private SweepTable table() {
    return new SweepTable(new Configuration(), folder.toString(), AXES);
  }

  private static Map<String, Object> row(String run, int rounds) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", run);
    row.put("status", "finished");
    row.put("training_local_steps", 100L);
    row.put("ema_decay", 0.5);
    row.put("compute_precision", "f32");
    row.put("planned_rounds", 4);
    row.put("rounds", rounds);
    row.put("steps", 200L);
    row.put("images", 3200L);
    row.put("wall_ms", 1000L);
    row.put("images_per_s", 3200.0);
    return row;
  }
}
