package io.sparkgan.job;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.sparkgan.config.PlainText;
import io.sparkgan.config.Settings;
import io.sparkgan.state.Layout;
import io.sparkgan.storage.OwnCheckpoints;
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
    versionProvider = Versions.class,
    footer = {"", "Example: jobs/inspect --run-dir runs/quick-dcgan-20260101-120000 --json"})
public final class InspectJob implements Callable<Integer> {
  private final Console console;

  @Mixin private RunOptions runOptions = new RunOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  @Option(names = "--json", description = "JSON alone on standard output")
  private boolean json;

  /** The job before its options are known. */
  InspectJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(InspectJob::new, args);
  }

  @Override
  public Integer call() {
    RunDirectory run = runOptions.open(new SparkOptions().hadoop(sparkKeys.keys()));
    Map<String, Object> facts = facts(run, run.manifest());
    if (json) {
      console
          .out()
          .println(
              ConfigValueFactory.fromMap(facts)
                  .render(ConfigRenderOptions.concise().setFormatted(true)));
    } else {
      facts.forEach(this::print);
    }
    return ExitCode.DONE.code();
  }

  private Map<String, Object> facts(RunDirectory run, RunManifest manifest) {
    Settings settings = manifest.recorded(run.uri() + "/run.json").settings();
    Optional<StoredCheckpoint> latest = OwnCheckpoints.of(run).latest();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("run", run.name());
    facts.put("uri", run.uri());
    facts.put("recipe", settings.recipe().name());
    facts.put("created", manifest.created());
    settings.training().workers().ifPresent(workers -> facts.put("workers", workers));
    facts.put("seed", settings.training().seed());
    facts.put("rounds", settings.training().rounds());
    latest.ifPresent(
        stored -> {
          facts.put("round", stored.checkpoint().round());
          facts.put("steps", stored.checkpoint().state().steps());
          facts.put("state_sha256", stored.checkpoint().state().sha256());
          facts.put("sections", sections(stored.checkpoint().state().layout()));
        });
    run.rounds().latestRound().ifPresent(row -> facts.put("last_round", row));
    return facts;
  }

  /** Number of floats in each. */
  private static Map<String, Object> sections(Layout layout) {
    Map<String, Object> lengths = new LinkedHashMap<>();
    layout.sections().forEach(section -> lengths.put(section.name(), section.length()));
    return lengths;
  }

  private static String shown(Object fact) {
    return PlainText.line(fact.toString());
  }

  private void print(String name, Object value) {
    if (value instanceof Map<?, ?> row) {
      console.out().println(name);
      row.forEach(
          (column, figure) -> console.out().printf("  %-26s %s%n", shown(column), shown(figure)));
    } else {
      console.out().printf("%-14s %s%n", name, shown(value));
    }
  }
}
