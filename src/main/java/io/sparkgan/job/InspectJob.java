package io.sparkgan.job;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import io.sparkgan.storage.StoredCheckpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what a run is: {@code jobs/inspect}. */
@Command(
    name = "jobs/inspect",
    description = "Tells what a run is, how far it got, and its last figures.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footer = {"", "Example: jobs/inspect --run-dir runs/quick-dcgan-20260101-120000 --json"})
public final class InspectJob implements Callable<Integer> {
  @Mixin private RunOptions runOptions = new RunOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  @Option(names = "--json", description = "JSON alone on standard output")
  private boolean json;

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(new InspectJob(), args);
  }

  @Override
  public Integer call() {
    RunDirectory run = runOptions.open(new SparkOptions().hadoop(sparkKeys.keys()));
    Map<String, Object> facts = facts(run, runOptions.manifest(run));
    if (json) {
      System.out.println(
          ConfigValueFactory.fromMap(facts)
              .render(ConfigRenderOptions.concise().setFormatted(true)));
    } else {
      facts.forEach(InspectJob::print);
    }
    return ExitCode.DONE.code();
  }

  private static Map<String, Object> facts(RunDirectory run, RunManifest manifest) {
    Settings settings =
        SettingsReader.fromJson(manifest.configuration(), run.uri() + "/run.json").settings();
    Optional<StoredCheckpoint> latest = run.checkpoints().latest();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("run", run.name());
    facts.put("uri", run.uri());
    facts.put("recipe", settings.recipe().name());
    facts.put("created", manifest.created());
    facts.put("workers", settings.training().workers().orElseThrow());
    facts.put("seed", settings.training().seed());
    facts.put("rounds", settings.training().rounds());
    latest.ifPresent(
        stored -> {
          facts.put("round", stored.checkpoint().round());
          facts.put("steps", stored.checkpoint().state().steps());
          facts.put("state_sha256", stored.checkpoint().state().sha256());
        });
    run.rounds().latestRound().ifPresent(row -> facts.put("last_round", row));
    return facts;
  }

  private static void print(String name, Object value) {
    if (value instanceof Map<?, ?> row) {
      System.out.println(name);
      row.forEach((column, figure) -> System.out.printf("  %-20s %s%n", column, figure));
    } else {
      System.out.printf("%-14s %s%n", name, value);
    }
  }
}
