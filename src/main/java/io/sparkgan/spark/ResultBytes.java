package io.sparkgan.spark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the bytes that the tasks of one job send to the driver. */
final class ResultBytes extends SparkListener implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  private final JavaSparkContext context;
  private final LongAdder bytes = new LongAdder();
  private final CountDownLatch ended = new CountDownLatch(1);

  private ResultBytes(JavaSparkContext context) {
    this.context = context;
  }

  /** Counts from here on. */
  static ResultBytes of(JavaSparkContext context) {
    ResultBytes listener = new ResultBytes(context);
    context.sc().addSparkListener(listener);
    return listener;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    // A task that was lost has none.
    if (task.taskMetrics() != null) {
      bytes.add(task.taskMetrics().resultSize());
    }
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd job) {
    ended.countDown();
  }

  /** The sum of a job that is over; Spark tells it a little later. */
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
    return bytes.sum();
  }

  @Override
  public void close() {
    context.sc().removeSparkListener(this);
  }
}
