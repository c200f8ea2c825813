package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.WriteLock.IfUnsure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Drivers that want a lock at the same moment. */
abstract class WriteLockRaces extends WriteLockFolder {
  private static final int DRIVERS = 4;

  @Test
  void ofDriversThatBeginTogetherOneWins() throws Exception {
    for (int race = 0; race < races(); race++) {
      assertOneWins();
    }
  }

  @Test
  void ofDriversThatTakeOverTogetherOneWins() throws Exception {
    for (int race = 0; race < races(); race++) {
      leave(3, GONE);
      assertOneWins();
      assertThat(notices).hasSize(race + 1);
    }
  }

  private void assertOneWins() throws Exception {
    CyclicBarrier begin = new CyclicBarrier(DRIVERS);
    CyclicBarrier end = new CyclicBarrier(DRIVERS);
    List<Boolean> won =
        together(
            () -> {
              begin.await(1, TimeUnit.MINUTES);
              try (WriteLock lock = take(IfUnsure.REFUSE)) {
                end.await(1, TimeUnit.MINUTES);
                lock.requireHeld();
                return true;
              } catch (UserInputException e) {
                end.await(1, TimeUnit.MINUTES);
                return false;
              }
            });
    assertThat(won).containsOnlyOnce(true);
    assertThat(files.isFolder(folder)).isFalse();
  }

  /** Drivers come, end and die at any time, and at no time there are two. */
  @Test
  void inAnyTurmoilThereIsOneWriterAtMost() throws Exception {
    AtomicFile.write(files, new Path(folder, "run.json"), out -> out.write('{'));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger turns = new AtomicInteger();
    AtomicInteger deaths = new AtomicInteger();
    together(
        () -> {
          while (turns.get() < races()) {
            LockHolder driver = LockHolder.here(LockFile.LEASE);
            try (WriteLock lock = WriteLock.take(locks, driver, IfUnsure.REFUSE, this::note)) {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              lock.requireHeld();
              if (turns.incrementAndGet() % 2 == 0) {
                deaths.incrementAndGet();
                inside.decrementAndGet();
                die(driver);
              } else {
                inside.decrementAndGet();
              }
            } catch (UserInputException e) {
              LockSupport.parkNanos(100_000);
            }
          }
          return true;
        });
    assertThat(turns.get()).isGreaterThanOrEqualTo(races());
    assertThat(deaths.get()).isGreaterThanOrEqualTo(races() / 2);
    synchronized (notices) {
      assertThat(notices).hasSizeBetween(deaths.get() - 1, deaths.get());
    }
  }

  /** Makes the lock that a driver has one of a process that is gone. */
  private void die(LockHolder driver) {
    for (LockFile lock : locks.present()) {
      if (lock.isOf(driver.id())) {
        byte[] json = holder(GONE).json();
        AtomicFile.write(files, locks.path(lock.number()), out -> out.write(json));
      }
    }
  }

  private static <T> List<T> together(Callable<T> driver) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(DRIVERS);
    try {
      List<Future<T>> futures =
          IntStream.range(0, DRIVERS).mapToObj(i -> threads.submit(driver)).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(5, TimeUnit.MINUTES));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
