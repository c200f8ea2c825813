package io.sparkgan.spark;

import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/**
 * Counts the bytes that the tasks of one job send to the driver: the next job of the thread that
 * makes this. Spark tells late, of jobs before it, too.
 */
final class ResultBytes extends SparkListener implements AutoCloseable {
  private static final String KEY = "sparkgan.result.bytes";
  private static final int NONE = -1;
  private static final long DEADLINE_SECONDS = 60;

  private final JavaSparkContext context;
  private final String mark = UUID.randomUUID().toString();
  private final CountDownLatch ended = new CountDownLatch(1);

  // Spark tells one thing after another, and nobody asks before the end.
  private final Set<Integer> stages = new TreeSet<>();
  private int job = NONE;
  private long bytes;

  private ResultBytes(JavaSparkContext context) {
    this.context = context;
  }

  /** Counts from here on. */
  static ResultBytes of(JavaSparkContext context) {
    ResultBytes listener = new ResultBytes(context);
    context.sc().addSparkListener(listener);
    context.setLocalProperty(KEY, listener.mark);
    return listener;
  }

  @Override
  public void onJobStart(SparkListenerJobStart started) {
    if (job == NONE && mark.equals(started.properties().getProperty(KEY))) {
      job = started.jobId();
      JavaConverters.seqAsJavaList(started.stageInfos())
          .forEach(stage -> stages.add(stage.stageId()));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    // A task that was lost has none.
    if (stages.contains(task.stageId()) && task.taskMetrics() != null) {
      bytes += task.taskMetrics().resultSize();
    }
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd over) {
    if (over.jobId() == job) {
      ended.countDown();
    }
  }

  /** The sum of the job, which is over; Spark tells it a little later. */
  long sum() {
    try {
      if (!ended.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "Spark has not told within %d s that a job is over".formatted(DEADLINE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the end of a job", e);
    }
    return bytes;
  }

  @Override
  public void close() {
    context.setLocalProperty(KEY, null);
    context.sc().removeSparkListener(this);
  }
}
