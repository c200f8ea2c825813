package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.training.PlainLoop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** Native memory has a bound that workers do not reach, and where it is reached that is said. */
class NativeMemoryTest {
  private static final String PROPERTY = "org.bytedeco.javacpp.maxbytes";
  private static final int MANY = 100;

  @Test
  void itHasRoomForWhatRealWorkersTake() {
    Settings settings = settings(MANY);
    PlainLoop worker =
        new PlainLoop(
            settings.recipe(),
            Computes.USUAL,
            new SeedSequence(1),
            TinyRecipes.shard(settings.recipe(), 20, 1));
    worker.train(1);

    assertThat(training(MANY, MANY)).isGreaterThan(MANY * worker.nativeBytes());
    assertThat(generating(MANY)).isGreaterThan(MANY * worker.nativeBytes());
  }

  @Test
  void itHasRoomForTheNativeLibrariesBesideASmallNetwork() {
    assertThat(training(1, 1)).isGreaterThan(1L << 30);
  }

  @Test
  void itGrowsWithTheTasksThatHaveNetworks() {
    assertThat(training(2 * MANY, 2 * MANY)).isEqualTo(2 * training(2 * MANY, MANY));
    assertThat(generating(2 * MANY)).isEqualTo(2 * generating(MANY));
    // A run of few workers has few networks, but all threads make images.
    assertThat(training(2, MANY)).isLessThan(generating(MANY));
    assertThat(training(MANY, 1)).isEqualTo(training(1, 1));
  }

  @Test
  void whereRoundsAreEvaluatedAllThreadsMakeImagesBesides() {
    Settings judged = settings(2 * MANY, "mnist");
    assertThat(NativeMemory.training(judged, OptionalInt.of(MANY)).bytes())
        .isEqualTo(training(2 * MANY, MANY) + generating(MANY));
  }

  @Test
  void whereNobodyKnowsTheTasksThereAreAtMostAllWorkers() {
    assertThat(NativeMemory.training(settings(MANY), OptionalInt.empty()).bytes())
        .isEqualTo(training(MANY, MANY));
    assertThat(NativeMemory.generating(settings(MANY), OptionalInt.empty()).bytes())
        .isEqualTo(generating(Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void aUsersOwnBoundWins() {
    Optional<String> before = Optional.ofNullable(System.getProperty(PROPERTY));
    try {
      System.setProperty(PROPERTY, "7g");
      new NativeMemory(5).bound();
      assertThat(System.getProperty(PROPERTY)).isEqualTo("7g");
      System.clearProperty(PROPERTY);
      new NativeMemory(5).bound();
      assertThat(System.getProperty(PROPERTY)).isEqualTo("5");
    } finally {
      before.ifPresentOrElse(
          own -> System.setProperty(PROPERTY, own), () -> System.clearProperty(PROPERTY));
    }
    assertThat(SparkOptions.executorOptions(new NativeMemory(5), "-Xss2m -D" + PROPERTY + "=7g"))
        .isEqualTo("-D%1$s=5 -Xss2m -D%1$s=7g", PROPERTY);
  }

  @Test
  void anErrorOfMemoryIsOneLineWithWhatToDo() {
    assertThat(said(new OutOfMemoryError("Physical memory usage is too high: physicalBytes (9G)")))
        .startsWith("error: Native memory ran out: Physical memory usage is too high")
        .contains("fewer workers at a time", "-D" + PROPERTY)
        .hasLineCount(1);
    assertThat(said(new OutOfMemoryError("Java heap space")))
        .startsWith(
            "error: Memory of the JVM ran out: Java heap space; give it more (SPARKGAN_HEAP")
        .hasLineCount(1);
    assertThat(said(new OutOfMemoryError())).hasLineCount(1);
  }

  private static long training(int workers, int slots) {
    return NativeMemory.training(settings(workers), OptionalInt.of(slots)).bytes();
  }

  private static long generating(int slots) {
    return NativeMemory.generating(settings(1), OptionalInt.of(slots)).bytes();
  }

  private static Settings settings(int workers) {
    return settings(workers, "none");
  }

  private static Settings settings(int workers, String judge) {
    return SettingsReader.read(
            SettingsSources.recipe("tf-dcgan")
                .withSets(
                    List.of(
                        "training.workers=" + workers,
                        "evaluation.judge=" + judge,
                        "recipe.batch={real=16,generated=16,generator=16}")))
        .settings();
  }

  private static String said(OutOfMemoryError error) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code = new JobMain(new Console(stream, stream, false)).run(new Failing(error));
    assertThat(code).isEqualTo(3);
    return err.toString(StandardCharsets.UTF_8);
  }

  @Command
  private record Failing(Error error) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw error;
    }
  }
}
