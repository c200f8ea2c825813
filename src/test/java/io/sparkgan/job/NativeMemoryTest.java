package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.gan.MemoryEstimate;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** Native memory has a bound that workers do not reach, and where it is reached that is said. */
class NativeMemoryTest {
  private static final Recipe SMALL = recipe("quick-dcgan");
  private static final Recipe LARGE = recipe("rmsprop-dcgan");

  @Test
  void theBoundHasRoomForAllWorkersOfAProcess() {
    long worker = MemoryEstimate.of(LARGE, Compute.PORTABLE, 0).workerNativeBytes();
    assertThat(NativeMemory.of(LARGE, Compute.PORTABLE, 64).bytes()).isEqualTo(2 * 64 * worker);
    assertThat(NativeMemory.of(SMALL, Compute.PORTABLE, 2).bytes()).isEqualTo(2L << 30);
    assertThat(new NativeMemory(5).javaOption()).isEqualTo("-Dorg.bytedeco.javacpp.maxbytes=5");
  }

  @Test
  void anErrorOfMemoryIsOneLineWithWhatToDo() {
    assertThat(said(new OutOfMemoryError("Physical memory usage is too high: physicalBytes (9G)")))
        .startsWith("error: Native memory ran out: Physical memory usage is too high")
        .contains("fewer workers at a time")
        .hasLineCount(1);
    assertThat(said(new OutOfMemoryError("Java heap space")))
        .startsWith(
            "error: Memory of the JVM ran out: Java heap space; give it more (SPARKGAN_HEAP")
        .hasLineCount(1);
    assertThat(said(new OutOfMemoryError())).hasLineCount(1);
  }

  private static Recipe recipe(String name) {
    return SettingsReader.read(SettingsSources.recipe(name)).settings().recipe();
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
