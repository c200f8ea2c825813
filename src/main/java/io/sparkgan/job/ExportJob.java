package io.sparkgan.job;

import io.sparkgan.config.Constant;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.export.Dl4jFormat;
import io.sparkgan.export.ModelFormat;
import io.sparkgan.export.OnnxFormat;
import io.sparkgan.export.TrainedNetwork;
import io.sparkgan.export.TrainedNetwork.Role;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.OutputFile;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes trained networks for other programs: {@code jobs/export}. */
@Command(
    name = "jobs/export",
    description = "Writes the networks of a run as files that other programs read.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "The files compute what jobs/generate does, in f32. docs/export.md tells what they take and",
      "give, and how to load them.",
      "",
      "Examples:",
      "  jobs/export --run-dir runs/my-run --format onnx",
      "  jobs/export --run-dir runs/my-run --round best --format dl4j --network generator --out models"
    })
public final class ExportJob implements Callable<Integer> {
  private final Console console;

  @Mixin private RunOptions runOptions = new RunOptions();
  @Mixin private StateOptions stateOptions = new StateOptions();

  @Option(
      names = "--format",
      required = true,
      description = "onnx, or dl4j (a model of DL4J's own layers)")
  private Format format;

  @Option(
      names = "--network",
      description = "generator, discriminator or both (default: ${DEFAULT-VALUE})")
  private Networks networks = Networks.BOTH;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder of the files, which are named after network and round; any Hadoop URI (default:"
              + " exports/<run>)")
  private Optional<String> out = Optional.empty();

  @Option(names = "--overwrite", description = "replace files that are there")
  private boolean overwrite;

  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  /** What networks can be written as. */
  enum Format {
    ONNX,
    DL4J;

    ModelFormat files() {
      return switch (this) {
        case ONNX -> new OnnxFormat();
        case DL4J -> new Dl4jFormat();
      };
    }
  }

  /** Which networks of a run can be asked for. */
  enum Networks {
    GENERATOR,
    DISCRIMINATOR,
    BOTH;

    List<Role> roles() {
      return switch (this) {
        case GENERATOR -> List.of(Role.GENERATOR);
        case DISCRIMINATOR -> List.of(Role.DISCRIMINATOR);
        case BOTH -> List.of(Role.GENERATOR, Role.DISCRIMINATOR);
      };
    }
  }

  /** The job before its options are known. */
  ExportJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(ExportJob::new, args);
  }

  @Override
  public Integer call() {
    Configuration hadoop = new SparkOptions().hadoop(sparkKeys.keys());
    RunDirectory run = runOptions.open(hadoop);
    Settings settings = run.configuration().settings();
    stateOptions
        .problem(settings)
        .ifPresent(
            problem -> {
              throw new UserInputException(problem);
            });
    NativeMemory.generating(settings, OptionalInt.of(1)).bound();
    StoredCheckpoint stored = stateOptions.checkpoint(run);
    GanState state = stateOptions.state(stored, settings);
    Map<String, String> facts = facts(run, settings, stored);
    Map<Role, OutputFile> files = planned(hadoop, run, stored.round());
    List<Translated> translated = new ArrayList<>();
    files.forEach(
        (role, file) -> {
          TrainedNetwork network = TrainedNetwork.of(role, settings.recipe(), state);
          Map<String, String> told = facts(facts, settings, role);
          translated.add(new Translated(file, format.files().translate(network, told)));
        });
    // Not before all could be translated.
    translated.forEach(it -> it.file().write(it.model()::writeTo));
    files.forEach(
        (role, file) -> console.out().printf("%s: %s%n", Constant.text(role), file.uri()));
    return ExitCode.DONE.code();
  }

  /** Where the files go, known to be free. */
  private Map<Role, OutputFile> planned(Configuration hadoop, RunDirectory run, int round) {
    OutputFile.IfExists ifExists =
        overwrite ? OutputFile.IfExists.REPLACE : OutputFile.IfExists.REFUSE;
    String folder = out.orElse("exports/" + run.name());
    Map<Role, OutputFile> files = new LinkedHashMap<>();
    for (Role role : networks.roles()) {
      String name = "%s-%06d.%s".formatted(Constant.text(role), round, format.files().extension());
      files.put(role, OutputFile.planned(hadoop, folder + "/" + name, ifExists));
    }
    return files;
  }

  private record Translated(OutputFile file, ModelFormat.Model model) {}

  /** What every file tells of itself. */
  private static Map<String, String> facts(
      RunDirectory run, Settings settings, StoredCheckpoint stored) {
    return Map.of(
        "run", run.name(),
        "recipe", settings.recipe().name(),
        "round", Integer.toString(stored.round()),
        "pixels",
            switch (settings.recipe().pixels()) {
              case UNIT -> "0 to 1";
              case SYMMETRIC -> "-1 to 1";
            },
        "state_sha256", stored.sha256(),
        "configuration_sha256", stored.fingerprints().configuration(),
        "data_fingerprint", stored.fingerprints().data());
  }

  /** The same and what the file of one network tells besides. */
  private Map<String, String> facts(Map<String, String> all, Settings settings, Role role) {
    Map<String, String> facts = new TreeMap<>(all);
    facts.put("network", Constant.text(role));
    if (role == Role.GENERATOR) {
      facts.put("weights", stateOptions.weights(settings));
    }
    return facts;
  }
}
