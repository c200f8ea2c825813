package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorNeedsTest {
  private static final SparkConf CONF = new SparkConf().setMaster("local[8]");

  @Test
  void ofRunsThatComputeWithTheSameTheLargestIsAsked() {
    List<Settings> runs =
        List.of(
            run("keras-mlp", 8, "f32"),
            run("tf-dcgan", 2, "f32"),
            run("keras-mlp", 2, "bf16"),
            run("keras-mlp", 4, "bf16"));

    assertThat(ExecutorNeeds.of(runs, CONF, 8))
        .satisfiesExactly(
            needs -> {
              assertThat(needs.compute().precision()).isEqualTo(Precision.F32);
              assertThat(needs).isEqualTo(ExecutorNeeds.of(runs.get(1), CONF));
            },
            needs -> {
              assertThat(needs.compute().precision()).isEqualTo(Precision.BF16);
              assertThat(needs.workers()).isEqualTo(4);
            });
  }

  private static Settings run(String recipe, int workers, String precision) {
    return SettingsReader.read(
            SettingsSources.recipe(recipe)
                .withSets(
                    List.of(
                        "training.workers=" + workers,
                        "compute.backend=onednn",
                        "compute.precision=" + precision)))
        .settings();
  }
}
