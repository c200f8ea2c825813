package io.sparkgan.spark;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Ends jobs that nobody is left to do. Spark itself would wait for ever, should a cluster lose all
 * executors and give no others.
 */
public final class ExecutorWatch {
  private static final long PERIOD_SECONDS = 2;

  private final JavaSparkContext context;
  private final ScheduledExecutorService thread;
  private final long seconds;
  private long fine = System.nanoTime();

  private ExecutorWatch(JavaSparkContext context, ScheduledExecutorService thread) {
    this.context = context;
    this.thread = thread;
    this.seconds = Preflight.seconds(context.getConf());
  }

  /** Watches until the context is stopped; not in local mode, where the driver is the executor. */
  public static void start(JavaSparkContext context) {
    if (context.sc().isLocal()) {
      return;
    }
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread watch = new Thread(work, "executor watch");
              watch.setDaemon(true);
              return watch;
            });
    ExecutorWatch watch = new ExecutorWatch(context, thread);
    var unused =
        thread.scheduleWithFixedDelay(
            watch::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    if (context.sc().isStopped()) {
      thread.shutdown();
      return;
    }
    int[] jobs = context.statusTracker().getActiveJobIds();
    long now = System.nanoTime();
    if (jobs.length == 0 || !Preflight.slots(context).isEmpty()) {
      fine = now; // Without jobs dynamic allocation may well have given all back.
    } else if (now - fine > TimeUnit.SECONDS.toNanos(seconds)) {
      String reason =
          "because no executor has been there for %d s; the master's page tells of its workers, %s allows longer"
              .formatted(seconds, Preflight.TIMEOUT);
      for (int job : jobs) {
        context.sc().cancelJob(job, reason);
      }
    }
  }
}
