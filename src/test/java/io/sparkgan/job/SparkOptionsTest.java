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
    assertThat(SparkOptions.lost(MASTER, died))
        .hasMessageContaining("die at their start")
        .hasMessageNotContaining("compare the URL")
        .hasCause(died);
    assertThat(SparkOptions.lost(MASTER, new IllegalStateException("stopped")))
        .hasMessageContaining(MASTER + " does not take the application: compare the URL");
  }

  @Test
  void withADriverHereAnyFolderLasts() {
    new SparkOptions().requireLasting(new Configuration(), "runs");
  }
}
