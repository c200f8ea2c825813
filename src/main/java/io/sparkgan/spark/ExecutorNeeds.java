package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.Machine;
import io.sparkgan.gan.MemoryEstimate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BinaryOperator;
import org.apache.spark.SparkConf;

/**
 * What a run asks of each executor.
 *
 * @param machine the driver's, which the run's record tells of
 * @param workerNativeBytes outside the heap for each task that trains
 * @param workers more tasks than these do not train at a time
 * @param overheadBytes that YARN or Kubernetes lets a process take outside its heap; empty where
 *     nobody counts
 * @param local whether the driver is the executor
 */
record ExecutorNeeds(
    int java,
    Compute compute,
    Machine machine,
    long workerNativeBytes,
    int workers,
    OptionalLong overheadBytes,
    boolean local) {
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final double USUAL_FACTOR = 0.1;
  private static final long LEAST_MIB = 384;
  private static final long MIB = 1 << 20;

  static ExecutorNeeds of(Settings settings, SparkConf conf) {
    return new ExecutorNeeds(
        Runtime.version().feature(),
        settings.compute(),
        Machine.here(),
        MemoryEstimate.of(settings.recipe(), settings.compute(), 0).workerNativeBytes(),
        settings.training().workers().orElseThrow(),
        overhead(conf),
        conf.get("spark.master").matches("local(\\[.*)?"));
  }

  /**
   * What several runs ask: of those that compute with the same, the one that needs most.
   *
   * @param tasks that an executor runs at a time
   */
  static List<ExecutorNeeds> of(List<Settings> runs, SparkConf conf, int tasks) {
    Map<Compute, ExecutorNeeds> largest = new LinkedHashMap<>();
    for (Settings run : runs) {
      largest.merge(
          run.compute(),
          of(run, conf),
          BinaryOperator.maxBy(Comparator.comparingLong(needs -> needs.nativeBytes(tasks))));
    }
    return List.copyOf(largest.values());
  }

  /** As Spark documents the setting and its default. */
  private static OptionalLong overhead(SparkConf conf) {
    String master = conf.get("spark.master");
    if (!master.equals("yarn") && !master.startsWith("k8s://")) {
      return OptionalLong.empty();
    }
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", USUAL_FACTOR);
    long usual = Math.max(LEAST_MIB, (long) (factor * heap));
    return OptionalLong.of(MIB * conf.getSizeAsMb(OVERHEAD, usual + "m"));
  }

  /**
   * Outside the heap.
   *
   * @param tasks that an executor runs at a time
   */
  long nativeBytes(int tasks) {
    return Math.min(tasks, workers) * workerNativeBytes;
  }
}
