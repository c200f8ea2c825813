package io.sparkgan.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Runs jobs in this JVM and keeps what they say. */
final class Jobs {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

  private Jobs() {}

  /** What a job ended with and what it said. */
  record Outcome(int code, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  static Outcome train(String... args) {
    return train(() -> false, args);
  }

  static Outcome train(BooleanSupplier stop, String... args) {
    return run(console -> new TrainJob(console, stop, NOON), args);
  }

  static Outcome sweep(BooleanSupplier stop, String... args) {
    return run(console -> new SweepJob(console, stop, NOON), args);
  }

  static Outcome resume(String... args) {
    return run(console -> new ResumeJob(console, () -> false), args);
  }

  static Outcome generate(String... args) {
    return run(GenerateJob::new, args);
  }

  static Outcome export(String... args) {
    return run(ExportJob::new, args);
  }

  static Outcome evaluate(String... args) {
    return run(EvaluateJob::new, args);
  }

  static Outcome trainJudge(String... args) {
    return run(TrainJudgeJob::new, args);
  }

  static Outcome ingest(String... args) {
    return run(IngestJob::new, args);
  }

  static Outcome inspect(String... args) {
    return run(InspectJob::new, args);
  }

  static Outcome report(String... args) {
    return run(ReportJob::new, args);
  }

  static Outcome recipes(String... args) {
    return run(RecipesJob::new, args);
  }

  static Outcome cluster(String... args) {
    return run(ClusterJob::new, args);
  }

  static Outcome bench(String... args) {
    return run(BenchJob::new, args);
  }

  static Outcome benchAveraging(String... args) {
    return run(AveragingBenchJob::new, args);
  }

  /** What {@code inspect --json} says, all of standard output having been JSON. */
  static Config facts(Path run) {
    return facts(run.toString());
  }

  /** The same of a run on any file system. */
  static Config facts(String uri) {
    Outcome outcome = inspect("--run-dir", uri, "--json");
    if (outcome.code() != 0) {
      throw new AssertionError(outcome);
    }
    return ConfigFactory.parseString(
        outcome.out(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
  }

  private static Outcome run(Function<Console, Callable<Integer>> job, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(stream(out), stream(err), false);
    int code = new JobMain(console).run(job.apply(console), args);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
