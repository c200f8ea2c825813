package io.sparkgan.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The most memory that a process of Spark's has had in use since it began, heap and native.
 *
 * @param executor Spark's name of it; {@code driver} is the driver
 * @param residentBytes as Linux counts it ({@code VmHWM}); 0 on other systems
 */
public record ProcessPeak(String executor, long residentBytes) implements Serializable {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Enough that each executor gets one, as Spark gives tasks to whoever is free. */
  private static final int TASKS_PER_SLOT = 4;

  /** Those of the driver and of every executor that got a task, by name. */
  static List<ProcessPeak> all(JavaSparkContext context) {
    int tasks = TASKS_PER_SLOT * context.defaultParallelism();
    List<ProcessPeak> seen =
        context.parallelize(Collections.nCopies(tasks, 0), tasks).map(task -> here()).collect();
    TreeMap<String, ProcessPeak> byName = new TreeMap<>();
    Stream.concat(Stream.of(here()), seen.stream())
        .forEach(peak -> byName.merge(peak.executor(), peak, ProcessPeak::higher));
    Collection<ProcessPeak> peaks = byName.values();
    return List.copyOf(peaks);
  }

  private static ProcessPeak here() {
    return new ProcessPeak(SparkEnv.get().executorId(), residentHere());
  }

  private ProcessPeak higher(ProcessPeak other) {
    return other.residentBytes > residentBytes ? other : this;
  }

  private static long residentHere() {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
