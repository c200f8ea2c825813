package io.sparkgan.job;

import io.sparkgan.config.CellProblems;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.WriteLock;
import io.sparkgan.training.DivergedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;

/** Trains the cells of a sweep, some at a time, in one application of Spark's. */
final class SweepTraining {
  private static final String POOL = "spark.scheduler.pool";

  private final SparkSession spark;
  private final SweepResults results;
  private final SweepProgress progress;
  private final WriteLock.IfUnsure ifUnsure;
  private final BooleanSupplier stop;
  private final Clock clock;
  private final Map<String, UserInputException> refused = new ConcurrentHashMap<>();
  private final AtomicBoolean failed = new AtomicBoolean();

  /**
   * Training that can be stopped.
   *
   * @param ifUnsure what to do about a cell that another driver may be training
   * @param stop asked between rounds and cells whether to end early
   */
  SweepTraining(
      SparkSession spark,
      SweepResults results,
      SweepProgress progress,
      WriteLock.IfUnsure ifUnsure,
      BooleanSupplier stop,
      Clock clock) {
    this.spark = spark;
    this.results = results;
    this.progress = progress;
    this.ifUnsure = ifUnsure;
    this.stop = stop;
    this.clock = clock;
  }

  /**
   * Trains what is left of the cells, in their order. If one fails, those that are being trained
   * end after their round, and no other begins; one that is refused stops no other.
   *
   * @param sideBySide cells at a time
   * @return why cells were refused
   */
  CellProblems train(List<SweepCell> cells, int sideBySide) {
    ExecutorService threads = Executors.newFixedThreadPool(sideBySide);
    List<Future<?>> futures = new ArrayList<>();
    try {
      cells.forEach(cell -> futures.add(threads.submit(() -> train(cell))));
    } finally {
      threads.shutdown();
    }
    List<Throwable> failures = futures.stream().flatMap(it -> failure(it).stream()).toList();
    if (!failures.isEmpty()) {
      failures.stream().skip(1).forEach(failures.get(0)::addSuppressed);
      throw SweepTraining.<RuntimeException>unchecked(failures.get(0));
    }
    CellProblems problems = new CellProblems();
    cells.forEach(
        cell -> problems.check(cell.name(), Optional.ofNullable(refused.get(cell.name()))));
    return problems;
  }

  private static Optional<Throwable> failure(Future<?> future) {
    try {
      future.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(e);
    }
  }

  /** Thrown as it is: Spark throws checked exceptions that no signature tells of. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException unchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  private boolean stops() {
    return failed.get() || stop.getAsBoolean();
  }

  private void train(SweepCell cell) {
    if (stops()) {
      return;
    }
    // Cells at the same time have equal shares, whichever came first.
    spark.sparkContext().setLocalProperty(POOL, cell.name());
    try {
      trainToTheEnd(cell);
    } catch (DivergedException e) {
      record(cell, CellStatus.DIVERGED, e.getMessage());
    } catch (UserInputException e) {
      refused.put(cell.name(), e);
      record(cell, CellStatus.REFUSED, "refused: " + e.problems().get(0));
    } catch (Exception | Error e) {
      failed.set(true);
      progress.line(cell, "failed");
      throw e;
    }
  }

  private void trainToTheEnd(SweepCell cell) {
    try (WriteLock lock = cell.place().lock(ifUnsure, line -> progress.line(cell, line))) {
      train(cell, lock, progress.listener(cell));
    }
    CellStatus status = CellStatus.of(cell.run().orElseThrow(), cell.settings());
    record(cell, status, status.text());
  }

  private void train(SweepCell cell, WriteLock lock, RunListener listener) {
    Optional<RunDirectory> run = cell.run();
    if (run.isPresent()) {
      var hadoop = cell.place().hadoop();
      StoredRun.of(run.get())
          .train(lock, spark, hadoop, cell.plan().judge(hadoop), listener, this::stops);
    } else {
      NewRun.fresh(cell.plan(), cell.place())
          .train(lock, spark, clock.instant(), listener, this::stops);
    }
  }

  private void record(SweepCell cell, CellStatus status, String how) {
    results.record(cell, status);
    progress.over(cell, how);
  }
}
