package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.Breakage.Fault;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each call that a small run makes of the local file system is broken, one after the other, those
 * of its lock too: whatever fails, what was committed can be read, and going on leads to the same
 * bits, rows and files.
 */
class EveryFileSystemCallIT {
  @TempDir private static java.nio.file.Path folder;
  private static HadoopFiles working;
  private static UndisturbedRun undisturbed;
  private static Path run;

  @BeforeAll
  static void trainUndisturbed() {
    Path root = new Path(folder.toUri());
    working =
        new HadoopFiles(
            BrokenLocalFileSystem.of(Breakage.none()),
            HadoopFiles.of(new Configuration(), root).context());
    undisturbed = new UndisturbedRun(working, new Path(root, "whole/run"));
    run = working.qualified(new Path(root, "broken/run"));
  }

  @ParameterizedTest
  @EnumSource
  void aRunGoesOnToTheSameBitsWhicheverCallFails(Fault fault) throws IOException {
    List<String> struck =
        EveryCall.inTurn(fault, (call, breakage) -> requireSurvived(call, breakage));
    assertThat(struck).hasSizeGreaterThan(fault == Fault.NO_SPACE ? 80 : 300);
    requireEverythingStruck(fault, struck);
  }

  @ParameterizedTest
  @EnumSource
  void soItDoesWhenItFailsOnceMoreWhileItGoesOn(Fault fault) throws IOException {
    List<String> struck =
        EveryCall.inTurn(
            fault,
            (call, breakage) -> {
              undisturbed.interrupted(run);
              requireSurvived(call, breakage);
            });
    assertThat(struck).hasSizeGreaterThan(fault == Fault.NO_SPACE ? 30 : 300);
    requireEverythingStruck(fault, struck);
  }

  private static void requireSurvived(int call, Breakage breakage) throws IOException {
    HadoopFiles broken = new HadoopFiles(BrokenLocalFileSystem.of(breakage), working.context());
    int committed = undisturbed.trainWhileItLasts(broken, breakage, run);
    undisturbed.requireSurvived("call %d is broken".formatted(call), committed, run);
  }

  private static void requireEverythingStruck(Fault fault, List<String> struck) {
    for (String kind : List.of("create", "write", "sync", "close")) {
      assertThat(struck).contains(kind + " .round-000002.ckpt.tmp");
    }
    // The lock is made by other means, which take no part in a full disk here.
    if (fault != Fault.NO_SPACE) {
      assertThat(struck).contains("path write.lock.1", "read write.lock.1");
    }
  }
}
