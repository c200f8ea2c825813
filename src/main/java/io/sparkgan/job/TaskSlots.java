package io.sparkgan.job;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** How many tasks Spark runs at a time in one process. */
final class TaskSlots {
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final String MOST_CORES = "spark.cores.max";

  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[ *\\d+ *, *(\\d+) *,.*");

  private TaskSlots() {}

  /**
   * As Spark documents its settings.
   *
   * @param threads of a local master; empty on a cluster
   * @return empty where an executor takes all cores of its machine, which only that machine knows
   */
  static OptionalInt of(SparkConf conf, OptionalInt threads) {
    OptionalInt cores = threads.isPresent() ? threads : coresOfAnExecutor(conf);
    int each = conf.getInt("spark.task.cpus", 1);
    return cores.isPresent() ? OptionalInt.of(Math.max(1, cores.getAsInt() / each)) : cores;
  }

  private static OptionalInt coresOfAnExecutor(SparkConf conf) {
    if (conf.contains(EXECUTOR_CORES)) {
      return OptionalInt.of(conf.getInt(EXECUTOR_CORES, 1));
    }
    String master = conf.get("spark.master");
    if (master.equals("yarn") || master.startsWith("k8s://")) {
      return OptionalInt.of(1);
    }
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return OptionalInt.of(Integer.parseInt(cluster.group(1)));
    }
    return conf.contains(MOST_CORES)
        ? OptionalInt.of(conf.getInt(MOST_CORES, 1))
        : OptionalInt.empty();
  }
}
