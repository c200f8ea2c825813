package io.sparkgan.job;

import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** Which run a job is about. */
final class RunOptions {
  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      required = true,
      description = "the run's folder, as jobs/train printed it; any Hadoop URI")
  private String runDir;

  RunDirectory open(Configuration hadoop) {
    return RunDirectory.open(hadoop, runDir);
  }

  RunManifest manifest(RunDirectory run) {
    return RunManifest.of(run.runJson(), run.uri() + "/run.json");
  }
}
