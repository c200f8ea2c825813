package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What averaging costs is measured without training. */
class AveragingBenchIT {
  private static final String[] TINY = {
    "--master=local[2]", "--recipe=keras-mlp", "--repetitions=2", "--set=spark.ui.enabled=false"
  };

  @Test
  void whatTheDriverReceivesDoesNotGrowWithTheWorkers() {
    Jobs.Outcome outcome = Jobs.benchAveraging(with("--workers=2,24", "--json"));
    List<? extends Config> rows = TinyBench.rows(outcome);

    assertThat(rows).extracting(row -> row.getInt("workers")).containsExactly(2, 24);
    assertThat(rows)
        .allSatisfy(
            row -> {
              long state = row.getLong("state_bytes");
              // Beside the model come a report a worker, and a distance for each worker and chunk.
              long beside = row.getLong("driver_bytes") - state;
              assertThat(beside).isBetween(0L, state / 20);
              assertThat(row.getLong("bytes_emitted")).isEqualTo(row.getInt("workers") * state);
              assertThat(row.getDouble("wall_ms"))
                  .isGreaterThanOrEqualTo(row.getDouble("wall_ms_min"))
                  .isLessThanOrEqualTo(row.getDouble("wall_ms_max"));
              // More than the state; less than any machine has.
              assertThat(row.getLong("peak_bytes.driver")).isBetween(state, 1L << 40);
            });
  }

  @Test
  void theTableHasARowForEachNumberOfWorkers() {
    Jobs.Outcome table = Jobs.benchAveraging(with("--workers=3"));

    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out().lines().toList())
        .hasSize(4)
        .last()
        .asString()
        .startsWith("      3 ")
        .contains(" driver ");
  }

  @Test
  void whatIsNoNumberOfWorkersIsRefused() {
    Jobs.Outcome refused = Jobs.benchAveraging(with("--workers=2,0"));

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines())
        .containsExactly("error: --workers: expected whole numbers from 1 to 10000, found 0");
  }

  private static String[] with(String... more) {
    return Stream.of(TINY, more).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
