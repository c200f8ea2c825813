package io.sparkgan.cluster;

import io.sparkgan.config.UserInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a cluster is to be.
 *
 * @param workers worker processes, 1 to 64
 * @param cores tasks at a time that each offers, 1 to 1024
 * @param memory heap that each offers to executors, as {@code 2g} or {@code 512m}
 * @param port of the master; empty: any that is free
 * @param webPort of the master's web page; empty: any that is free
 * @param sparkKeys keys of Spark for master and workers, {@code spark.authenticate} say
 */
public record ClusterSpec(
    int workers,
    int cores,
    String memory,
    OptionalInt port,
    OptionalInt webPort,
    Map<String, String> sparkKeys) {
  private static final int MOST_WORKERS = 64;
  private static final int MOST_CORES = 1024;
  private static final int MOST_PORTS = 65535;
  private static final Pattern MEMORY = Pattern.compile("[1-9]\\d{0,8}[mg]");

  public ClusterSpec {
    sparkKeys = Map.copyOf(sparkKeys);
    List<String> problems = new ArrayList<>();
    requireRange(problems, "--workers", workers, MOST_WORKERS);
    requireRange(problems, "--cores", cores, MOST_CORES);
    if (!MEMORY.matcher(memory).matches()) {
      problems.add("--memory: expected a size as 2g or 512m, found '%s'".formatted(memory));
    }
    port.ifPresent(number -> requireRange(problems, "--port", number, MOST_PORTS));
    webPort.ifPresent(number -> requireRange(problems, "--web-port", number, MOST_PORTS));
    if (!problems.isEmpty()) {
      throw new UserInputException(problems);
    }
  }

  private static void requireRange(List<String> problems, String option, int found, int most) {
    if (found < 1 || found > most) {
      problems.add("%s: expected 1 to %d, found %d".formatted(option, most, found));
    }
  }
}
