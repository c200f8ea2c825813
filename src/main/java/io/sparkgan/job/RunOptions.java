package io.sparkgan.job;

import io.sparkgan.config.Compute;
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

  static RunManifest manifest(RunDirectory run) {
    return RunManifest.of(run.runJson(), origin(run));
  }

  /**
   * The effective configuration that a run's description holds. One without a choice of what to
   * compute with is of a time when there was none. Such a run can be looked at and makes images; it
   * cannot go on, because its checkpoints have fingerprints of that time. One without a choice of a
   * judge goes on without.
   */
  static Configuration configuration(RunDirectory run, RunManifest manifest) {
    Configuration recorded =
        JudgeChoice.recorded(SettingsReader.fromJson(manifest.configuration(), origin(run)));
    return recorded.settings().compute().settled() ? recorded : recorded.with(Compute.PORTABLE);
  }

  private static String origin(RunDirectory run) {
    return run.uri() + "/run.json";
  }
}
