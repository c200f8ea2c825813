package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A benchmark with Spark in this JVM. */
class BenchIT {

  @Test
  void oneWorkerAndSeveralAreMeasuredBesideTheLoop() {
    List<? extends Config> rows = TinyBench.rows(TinyBench.run("--workers=2", "--json"));

    assertThat(rows)
        .extracting(row -> row.getString("mode"))
        .containsExactly("loop", "spark", "spark");
    assertThat(rows).extracting(row -> row.getInt("workers")).containsExactly(1, 1, 2);
    assertThat(rows).allSatisfy(row -> assertThat(row.getDouble("images_per_s")).isPositive());
    Config one = rows.get(1);
    Config two = rows.get(2);
    assertThat(one.getDouble("speedup")).isOne();
    assertThat(two.getInt("local_steps")).isEqualTo(one.getInt("local_steps"));
    // A step of two workers is 16 images.
    double rate = two.getDouble("images_per_s");
    assertThat(two.getDouble("ms_per_step")).isCloseTo(16_000 / rate, within(160 / rate));
    assertThat(two.getDouble("speedup"))
        .isBetween(
            two.getDouble("images_per_s_min") / one.getDouble("images_per_s_max") * .999,
            two.getDouble("images_per_s_max") / one.getDouble("images_per_s_min") * 1.001);
  }

  @Test
  void oneWorkerIsMeasuredOnce() {
    Jobs.Outcome table = TinyBench.run("--workers=1");

    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out()).containsOnlyOnce("Spark, 1 worker").doesNotContain("workers");
  }
}
