package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.UserInputException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** A cluster that could not work is told of in a line that says why. */
class SparkOptionsTest {
  private static final String MASTER = "spark://127.0.0.1:9";

  @Test
  void aClusterThatWouldNotHaveOurClassesIsRefused() {
    assertThatThrownBy(
            () ->
                new SparkOptions()
                    .start("test", Map.of("spark.master", MASTER), NativeMemory.judging()))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(MASTER)
        .hasMessageContaining("by --master")
        .hasMessageNotContaining("\n");
  }

  @Test
  void executorsThatDieAreNotTheUrlsFault() {
    RuntimeException died =
        new EnvironmentException(
            "The executors cannot run sparkgan: Job aborted due to stage failure: Master removed our application: FAILED");
    assertThat(SparkOptions.lost(MASTER, "app-20260102120000-0001", died))
        .hasMessageContaining("die at their start")
        .hasMessageNotContaining("compare the URL")
        .hasCause(died);
    RuntimeException stopped =
        new IllegalStateException("Job 0 cancelled: SparkContext was shut down");
    assertThat(SparkOptions.lost(MASTER, "app-20260102120000-0001", stopped))
        .hasMessageContaining("die at their start")
        .hasMessageNotContaining("compare the URL");
    assertThat(SparkOptions.lost(MASTER, "spark-application-1767355200000", stopped))
        .hasMessageContaining(MASTER + " does not take the application: compare the URL");
  }

  @Test
  void withADriverHereAnyFolderLasts() {
    new SparkOptions().requireLasting(new Configuration(), "runs");
  }
}
