package io.sparkgan.job;

import io.sparkgan.storage.RunDirectory;
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
}
