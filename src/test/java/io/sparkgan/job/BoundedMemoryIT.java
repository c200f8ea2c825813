package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A driver that has trained 300 rounds, workers in the same process, holds what it did after 100.
 */
@EnabledOnOs(OS.LINUX)
class BoundedMemoryIT extends TinyRuns {
  private static final int EARLY = 100;
  private static final int LATE = 300;
  private static final long MIB = 1L << 20;

  private final List<Held> held = new ArrayList<>();
  private int asked;

  /**
   * What a process holds.
   *
   * @param nativeBytes outside the heap, as JavaCPP counts them
   * @param residentBytes of the whole process
   * @param heapBytes that are in use after a collection
   * @param blocks of Spark: broadcasts and cached partitions
   * @param persistent RDDs that are cached
   * @param shuffleFiles on disk
   * @param openFiles sockets among them
   */
  private record Held(
      long nativeBytes,
      long residentBytes,
      long heapBytes,
      int blocks,
      int persistent,
      long shuffleFiles,
      int threads,
      long openFiles) {

    static Held now() {
      SparkContext context = SparkContext.getOrCreate();
      return new Held(
          Pointer.totalBytes(),
          Pointer.physicalBytes(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          SparkEnv.get().blockManager().getMatchingBlockIds(id -> true).size(),
          context.getPersistentRDDs().size(),
          filesOnDisk(),
          Thread.getAllStackTraces().size(),
          count(Path.of("/proc/self/fd")));
    }

    private static long filesOnDisk() {
      long files = 0;
      for (java.io.File dir : SparkEnv.get().blockManager().diskBlockManager().localDirs()) {
        try (Stream<Path> tree = Files.walk(dir.toPath())) {
          files += tree.filter(Files::isRegularFile).count();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return files;
    }

    private static long count(Path folder) {
      try (Stream<Path> files = Files.list(folder)) {
        return files.count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void threeHundredRoundsHoldNoMoreThanOneHundred() {
    Jobs.Outcome trained =
        Jobs.train(
            this::look, arguments("long", "--rounds", "" + LATE, "--set", "training.localSteps=2"));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(Jobs.facts(run("long")).getInt("round")).isEqualTo(LATE);
    assertThat(held).hasSize(2);
    Held early = held.get(0);
    Held late = held.get(1);
    assertThat(early.nativeBytes()).isPositive();
    assertThat(early.persistent()).as("the shards").isEqualTo(1);
    assertThat(late.persistent()).isEqualTo(1);
    assertThat(late.nativeBytes()).isLessThan(early.nativeBytes() + MIB);
    assertThat(late.residentBytes()).isLessThan(early.residentBytes() + 100 * MIB);
    assertThat(late.heapBytes()).isLessThan(early.heapBytes() + 30 * MIB);
    assertThat(late.blocks()).isLessThan(early.blocks() + 10);
    assertThat(late.shuffleFiles()).isLessThan(early.shuffleFiles() + 20);
    assertThat(late.threads()).isLessThan(early.threads() + 10);
    assertThat(late.openFiles()).isLessThan(early.openFiles() + 10);
  }

  /** Asked once before the first round and twice in each. */
  private boolean look() {
    int round = asked++ / 2;
    if (asked % 2 == 1 && (round == EARLY || round == LATE - 1)) {
      held.add(settled());
    }
    return false;
  }

  /** Spark removes what a collection shows that nobody needs, in a thread of its own. */
  private static Held settled() {
    System.gc();
    int[] before = {-1};
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              Held now = Held.now();
              boolean same = now.blocks() + (int) now.shuffleFiles() == before[0];
              before[0] = now.blocks() + (int) now.shuffleFiles();
              return same;
            });
    System.gc();
    return Held.now();
  }
}
