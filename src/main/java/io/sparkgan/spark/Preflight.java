package io.sparkgan.spark;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.spark.ExecutorCheck.Blame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/**
 * Asks every executor, before it is given anything to do, whether it can do it: short tasks load
 * the native libraries and look at threads and memory. Executors that come later are not asked.
 */
public final class Preflight {
  /** How long to wait for executors; a time as Spark writes it. */
  public static final String TIMEOUT = "spark.sparkgan.preflight.timeout";

  private static final String USUAL_TIMEOUT = "120s";
  private static final String THREADS = "OMP_NUM_THREADS";
  private static final long LOOK_SECONDS = 1;
  private static final String DRIVER = "driver";

  /** Spark spreads tasks over all free slots; more than one each, should one be slow to be free. */
  private static final int TASKS_A_SLOT = 2;

  private final JavaSparkContext context;
  private final SparkConf conf;
  private final long seconds;
  private final long deadline;

  private Preflight(JavaSparkContext context) {
    this.context = context;
    this.conf = context.getConf();
    this.seconds = seconds(conf);
    this.deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  /**
   * Waits until there is an executor; in local mode there always is.
   *
   * @throws EnvironmentException if none comes in time
   */
  public static void awaitExecutor(JavaSparkContext context) {
    if (context.sc().isLocal()) {
      return;
    }
    context.setJobDescription("preflight: is there an executor?");
    new Preflight(context).within(context.parallelize(List.of(0), 1).collectAsync());
    context.setJobDescription(null);
  }

  /**
   * Waits for executors and checks those that there are.
   *
   * @param runs to be trained, with nothing left to choose in what is computed with
   * @return warnings, one line each
   * @throws UserInputException with everything that is wrong, if a setting is to blame for any
   * @throws EnvironmentException with everything that is wrong, or if no executor comes in time
   */
  public static List<String> check(JavaSparkContext context, List<Settings> runs) {
    context.setJobDescription("preflight: can the executors train?");
    Preflight preflight = new Preflight(context);
    Map<String, ExecutorReport> reports = preflight.reports();
    Map<String, Integer> slots = preflight.slots();
    int mostTasks = slots.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    List<ExecutorCheck> checks =
        ExecutorNeeds.of(runs, context.getConf(), mostTasks).stream()
            .map(ExecutorCheck::new)
            .toList();
    for (ExecutorReport report : reports.values()) {
      checks.forEach(it -> it.add(report, slots.getOrDefault(report.executor(), 1)));
    }
    List<String> problems = new ArrayList<>(lines(checks, Blame.SETTING));
    boolean settingsToBlame = !problems.isEmpty();
    problems.addAll(lines(checks, Blame.ENVIRONMENT));
    if (settingsToBlame) {
      throw new UserInputException(problems);
    }
    if (!problems.isEmpty()) {
      throw new EnvironmentException(problems);
    }
    List<String> warnings = new ArrayList<>(lines(checks, Blame.NONE));
    preflight.driverThreads().ifPresent(warnings::add);
    return warnings;
  }

  /** The driver makes the samples, whose last bits depend on it; no network is trained there. */
  private Optional<String> driverThreads() {
    String threads = Optional.ofNullable(System.getenv(THREADS)).orElse("not set");
    return context.sc().isLocal() || threads.equals("1")
        ? Optional.empty()
        : Optional.of(
            "driver: %s is %s, expected 1; set it in the environment of the driver"
                .formatted(THREADS, threads));
  }

  private static List<String> lines(List<ExecutorCheck> checks, Blame blame) {
    return checks.stream().flatMap(check -> check.lines(blame).stream()).distinct().toList();
  }

  /** By executor, of all that are there at the end; some register while others answer. */
  private Map<String, ExecutorReport> reports() {
    Map<String, ExecutorReport> reports = new TreeMap<>();
    do {
      int tasks = slots().values().stream().mapToInt(Integer::intValue).sum() * TASKS_A_SLOT;
      ask(Math.max(1, tasks)).forEach(report -> reports.put(report.executor(), report));
    } while (!reports.keySet().containsAll(slots().keySet()) && remaining() > 0);
    return reports;
  }

  private List<ExecutorReport> ask(int tasks) {
    return within(
        context
            .parallelize(Collections.nCopies(tasks, 0), tasks)
            .mapPartitions(new PreflightTask())
            .collectAsync());
  }

  /** What tasks answer in what is left of the time. */
  private <T> T within(JavaFutureAction<T> answers) {
    try {
      while (remaining() > 0) {
        Optional<T> answer = soon(answers);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
      answers.cancel(true);
      throw new EnvironmentException(nobody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("Interrupted while waiting for executors");
    } catch (ExecutionException e) {
      throw new EnvironmentException(failed(String.valueOf(e.getCause().getMessage())));
    }
  }

  /** A job that comes when Spark is about to stop is never answered, nor refused. */
  private <T> Optional<T> soon(JavaFutureAction<T> answers)
      throws InterruptedException, ExecutionException {
    try {
      return Optional.of(answers.get(LOOK_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      if (context.sc().isStopped()) {
        throw new EnvironmentException("Spark has stopped: " + conf.get("spark.master"));
      }
      return Optional.empty();
    }
  }

  private String nobody() {
    if (!slots().isEmpty()) {
      return "Executors %s did not answer within %d s; their logs may say why, %s allows longer"
          .formatted(slots().keySet(), seconds, TIMEOUT);
    }
    return "No executor registered with %s within %d s: none is free that has spark.executor.cores=%s and spark.executor.memory=%s, or they die at their start; ask for less, look at the master's page and at the executors' stderr there, or allow longer: %s"
        .formatted(
            conf.get("spark.master"),
            seconds,
            conf.get("spark.executor.cores", "all"),
            conf.get("spark.executor.memory", "1g"),
            TIMEOUT);
  }

  private static String failed(String message) {
    return message.contains("UnsupportedClassVersionError")
        ? "The executors' Java is older than 17; name the folder of a newer one on their machines: spark.executorEnv.JAVA_HOME"
        : "The executors cannot run sparkgan: %s"
            .formatted(message.lines().findFirst().orElse("no reason given"));
  }

  static long seconds(SparkConf conf) {
    return conf.getTimeAsSeconds(TIMEOUT, USUAL_TIMEOUT);
  }

  private Map<String, Integer> slots() {
    return slots(context);
  }

  /** Tasks at a time by executor, of those that are registered. */
  static Map<String, Integer> slots(JavaSparkContext context) {
    Map<String, Integer> slots = new HashMap<>();
    for (ExecutorSummary executor :
        JavaConverters.seqAsJavaList(context.sc().statusStore().executorList(true))) {
      if (executor.id().equals(DRIVER) == context.sc().isLocal()) {
        slots.put(executor.id(), Math.max(1, executor.maxTasks()));
      }
    }
    return slots;
  }

  private long remaining() {
    return deadline - System.nanoTime();
  }
}
