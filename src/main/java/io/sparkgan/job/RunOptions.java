package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import picocli.CommandLine.Option;

/** Which run a job is about. */
final class RunOptions {
  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      required = true,
      description = "the run's folder, as jobs/train printed it; any Hadoop URI")
  private String runDir;

  RunDirectory open(org.apache.hadoop.conf.Configuration hadoop) {
    return RunDirectory.open(hadoop, runDir);
  }

  RunManifest manifest(RunDirectory run) {
    return RunManifest.of(run.runJson(), origin(run));
  }

  /** The effective configuration that a run's description holds. */
  Configuration configuration(RunDirectory run, RunManifest manifest) {
    return SettingsReader.fromJson(manifest.configuration(), origin(run));
  }

  private static String origin(RunDirectory run) {
    return run.uri() + "/run.json";
  }
}
