package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what executors reported with what a run needs. What is wrong with many is said once,
 * with the names of all.
 */
final class ExecutorCheck {
  /** The native libraries themselves, once a process. */
  private static final long LIBRARIES = 400L << 20;

  private static final int NAMED = 3;

  /** What a complaint leads to. */
  enum Blame {
    SETTING,
    ENVIRONMENT,
    /** It can be trained all the same. */
    NONE
  }

  /** Something wrong, for whomever it is wrong. */
  record Complaint(Blame blame, String text) {}

  private final ExecutorNeeds needs;
  private final Map<Complaint, List<String>> found = new LinkedHashMap<>();
  private final Map<String, Host> hosts = new TreeMap<>();

  /** Executors that share a machine. */
  private record Host(int executors, long nativeBytes, long heapBytes, long bytes) {
    Host plus(long nativeMore, long heapMore) {
      return new Host(executors + 1, nativeBytes + nativeMore, heapBytes + heapMore, bytes);
    }
  }

  ExecutorCheck(ExecutorNeeds needs) {
    this.needs = needs;
  }

  /**
   * Looks at one more executor.
   *
   * @param tasks that it runs at a time
   */
  void add(ExecutorReport report, int tasks) {
    requireJava(report);
    requireLibraries(report);
    requireOneThread(report);
    requireMemory(report, tasks);
    hosts.merge(
        report.host(),
        new Host(1, LIBRARIES + needs.nativeBytes(tasks), report.heapBytes(), report.hostBytes()),
        (before, one) -> before.plus(one.nativeBytes(), one.heapBytes()));
  }

  /** A line for each thing for which something is to blame. */
  List<String> lines(Blame blame) {
    Map<Complaint, List<String>> all = new LinkedHashMap<>(found);
    if (needs.overheadBytes().isEmpty()) {
      // Containers have memory of their own, and take that for their machine's.
      hosts.forEach((name, host) -> requireRoom(all, name, host));
    }
    List<String> lines = new ArrayList<>();
    all.forEach(
        (complaint, names) -> {
          if (complaint.blame() == blame) {
            lines.add("%s: %s".formatted(named(names), complaint.text()));
          }
        });
    return lines;
  }

  private void requireJava(ExecutorReport report) {
    if (report.java() != needs.java()) {
      complain(
          Blame.ENVIRONMENT,
          report,
          "Java %d, the driver has %d; name the folder of one like it: spark.executorEnv.JAVA_HOME"
              .formatted(report.java(), needs.java()));
    }
  }

  private void requireLibraries(ExecutorReport report) {
    if (!report.nd4j().isEmpty()) {
      complain(
          Blame.ENVIRONMENT,
          report,
          "ND4J does not load: %s; the jars must hold the libraries of that machine, and its JavaCPP cache (-Dorg.bytedeco.javacpp.cachedir in spark.executor.extraJavaOptions) must be writable"
              .formatted(report.nd4j()));
    }
    boolean oneDnn = needs.compute().backend() == Compute.Backend.ONEDNN;
    if (oneDnn && report.oneDnn().isEmpty()) {
      complain(
          Blame.ENVIRONMENT,
          report,
          "oneDNN does not load; take machines that it has a binary for, or begin a run with compute.backend=dl4j");
    } else if (oneDnn && needs.compute().precision() == Compute.Precision.BF16 && !report.bf16()) {
      complain(
          Blame.SETTING,
          report,
          "%s computes no bf16 natively; begin the run with compute.precision=f32, or take other machines"
              .formatted(report.oneDnn()));
    } else if (oneDnn && !report.oneDnn().equals(needs.machine().oneDnn().orElse(""))) {
      complain(
          Blame.NONE,
          report,
          "computes with %s, the driver's is %s; the last bits depend on which executor trains which worker"
              .formatted(report.oneDnn(), needs.machine().oneDnn().orElse("none")));
    }
  }

  private void requireOneThread(ExecutorReport report) {
    if (!report.threads().equals("1")) {
      complain(
          Blame.SETTING,
          report,
          "OMP_NUM_THREADS is %s, expected 1, as a worker computes with one thread; set %s"
              .formatted(
                  report.threads().isEmpty() ? "not set" : report.threads(),
                  needs.local()
                      ? "OMP_NUM_THREADS=1 in the environment"
                      : "spark.executorEnv.OMP_NUM_THREADS=1"));
    }
  }

  private void requireMemory(ExecutorReport report, int tasks) {
    long needed = needs.nativeBytes(tasks);
    String networks =
        "%d workers at a time need %s outside the heap"
            .formatted(Math.min(tasks, needs.workers()), size(needed));
    if (report.nativeBytes() < needed) {
      complain(
          Blame.SETTING,
          report,
          "%s, JavaCPP is allowed %s; set -Dorg.bytedeco.javacpp.maxbytes=%dm in %s, or take fewer cores"
              .formatted(
                  networks,
                  size(report.nativeBytes()),
                  mebibytes(2 * needed),
                  needs.local() ? "JAVA_TOOL_OPTIONS" : "spark.executor.extraJavaOptions"));
    }
    long overhead = needs.overheadBytes().orElse(Long.MAX_VALUE);
    if (overhead < needed + LIBRARIES) {
      complain(
          Blame.SETTING,
          report,
          "%s and their libraries %s, its container has %s; set spark.executor.memoryOverhead=%dm, or take fewer spark.executor.cores"
              .formatted(networks, size(LIBRARIES), size(overhead), mebibytes(needed + LIBRARIES)));
    }
  }

  private void requireRoom(Map<Complaint, List<String>> all, String name, Host host) {
    String text =
        "%d executors need %s outside their heaps of %s together, the machine has %s; take fewer or smaller ones: spark.cores.max, spark.executor.cores, spark.executor.memory"
            .formatted(
                host.executors(),
                size(host.nativeBytes()),
                size(host.heapBytes()),
                size(host.bytes()));
    if (host.nativeBytes() > host.bytes()) {
      all.put(new Complaint(Blame.ENVIRONMENT, text), List.of(name));
    } else if (!needs.local() && host.nativeBytes() + host.heapBytes() > host.bytes()) {
      all.put(new Complaint(Blame.NONE, text), List.of(name));
    }
  }

  private void complain(Blame blame, ExecutorReport report, String text) {
    found
        .computeIfAbsent(new Complaint(blame, text), unused -> new ArrayList<>())
        .add(report.name());
  }

  private static String named(List<String> names) {
    if (names.size() <= NAMED) {
      return String.join(", ", names);
    }
    return "%s and %d more"
        .formatted(String.join(", ", names.subList(0, NAMED)), names.size() - NAMED);
  }

  private static String size(long bytes) {
    return mebibytes(bytes) + " MiB";
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
