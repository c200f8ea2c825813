package io.sparkgan.storage;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folders of runs that were never trained, for tests of what jobs make of them. */
public final class RunFolders {
  private RunFolders() {}

  /** A run that has nothing but its description. */
  public static RunDirectory begun(Path out, String name, Configuration configuration) {
    return begun(new org.apache.hadoop.conf.Configuration(), out.toString(), name, configuration);
  }

  /** The same on any file system. */
  static RunDirectory begun(
      org.apache.hadoop.conf.Configuration hadoop,
      String out,
      String name,
      Configuration configuration) {
    return RunDirectory.create(
        hadoop,
        out,
        name,
        IfExists.REFUSE,
        new RunManifest(
                name,
                "2026-01-02T12:00:00Z",
                Map.of("java", "17"),
                "data-1",
                4,
                Optional.empty(),
                configuration.json())
            .json());
  }

  /** Commits a round, and leaves all those before. */
  public static void commit(RunDirectory run, int round) {
    TestRuns.commit(store(run), round);
  }

  /** Writes the rows and the sample grid of a round, as far as its commit. */
  public static void record(RunDirectory run, int round) {
    RoundOutcome outcome = TestRuns.outcome(round);
    run.metrics().writeDetails(round, outcome);
    run.metrics().writeRound(new RoundRecord(round, outcome, 44));
    sample(run, round);
  }

  /** Writes the sample images of a round. */
  public static void sample(RunDirectory run, int round) {
    run.samples(new PngGrid(2)).write(round, TestRuns.samples(4), List.of());
  }

  /** Keeps a round that was committed as the best. */
  public static void keepBest(RunDirectory run, int round) {
    store(run).keepBest(round);
  }

  /** Writes scores of a round. */
  public static void score(RunDirectory run, int round, double frechetDistance) {
    run.evaluations().write(round, List.of(TestRuns.evaluation(Protocol.N10000, frechetDistance)));
  }

  /** Changes the last of a checkpoint's values. */
  public static void damageValues(String uri) {
    damage(uri, -CheckpointFile.END.length - 5);
  }

  /** Changes a byte of a checkpoint's header. */
  public static void damageHeader(String uri) {
    damage(uri, 20);
  }

  private static void damage(String uri, int at) {
    try {
      Path file = Path.of(uri.replaceFirst("^file:", ""));
      byte[] bytes = Files.readAllBytes(file);
      bytes[at < 0 ? bytes.length + at : at] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CheckpointStore store(RunDirectory run) {
    RunManifest manifest = RunManifest.of(run.runJson(), "run.json");
    String configuration =
        SettingsReader.fromJson(manifest.configuration(), "run.json").settings().fingerprint();
    return run.checkpoints(
        new Fingerprints(TestRuns.FINGERPRINTS.layout(), configuration, manifest.data()),
        Integer.MAX_VALUE);
  }
}
