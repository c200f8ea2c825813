package io.sparkgan.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks for inputs that do harm, guided by coverage, in a small heap: some thousands of each kind,
 * or for as long as {@code -Dfuzz.seconds} says. What is found is in {@code target/fuzz}.
 */
class FuzzIT {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 0);

  /** Of one input, in seconds; the first is slowed down by the instrumentation of all classes. */
  private static final int SLOWEST = 120;

  private static final String INSTRUMENTED =
      "io.sparkgan.**:com.typesafe.config.**:org.apache.parquet.**";

  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void nothingIsFound(Targets target) throws Exception {
    Path found = Files.createDirectories(Path.of("target/fuzz", target.name()).toAbsolutePath());
    Path log = found.resolve("log");
    Process process = start(target, found, log);
    try {
      assertThat(process.waitFor(SECONDS + 2L * SLOWEST, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isZero();
    Matcher done = DONE.matcher(said);
    assertThat(done.find()).as(said).isTrue();
    // It has tried more than what it was given.
    assertThat(Integer.parseInt(done.group(1)))
        .isGreaterThanOrEqualTo(SECONDS > 0 ? target.inputs().size() : target.fewest());
    assertThat(Integer.parseInt(done.group(2))).as(said).isGreaterThanOrEqualTo(SECONDS);
  }

  private Process start(Targets target, Path found, Path log) throws IOException {
    Path corpus = Files.createDirectories(found.resolve("corpus"));
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=" + INSTRUMENTED,
                "--custom_hook_includes=" + INSTRUMENTED,
                "--reproducer_path=" + found,
                // An include of a user's own configuration may be any local file.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
                "-artifact_prefix=" + found + "/",
                SECONDS > 0 ? "-max_total_time=" + SECONDS : "-runs=" + target.fewest(),
                "-timeout=" + SLOWEST,
                // Its measure counts this process, too, which began it; the heap has a bound.
                "-rss_limit_mb=0",
                "-seed=1",
                corpus.toString(),
                target.corpus().toAbsolutePath().toString()))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
