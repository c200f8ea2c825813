package io.sparkgan.storage;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.UserInputException;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.EvaluationSink;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write into a folder, a run directory say, which one process has at a time. It is a
 * file, {@code write.lock.1}; a thread renews its modification time as long as the process lives.
 *
 * <p>Whoever takes over the lock {@code n} of a dead process makes {@code write.lock.n+1}, which
 * one can do and no other, sees that all else is as it was, and deletes {@code n}. A process has
 * the lock as long as its own file is there. As no lock is ever moved or replaced, nobody who comes
 * too late can do harm to the lock of one who lives, whatever he has read before.
 */
public final class WriteLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteLock.class);

  /** An attempt fails only if others have taken or released the lock meanwhile. */
  private static final int ATTEMPTS = 100;

  private static final int RENEWALS_PER_LEASE = 4;

  /** What to do about a holder of which nobody here can say whether it lives. */
  public enum IfUnsure {
    REFUSE,
    /** Takes it for dead. */
    TAKE_OVER
  }

  private final LockFiles locks;
  private final int number;
  private final LockHolder holder;
  private final ScheduledExecutorService renewal;

  private WriteLock(LockFiles locks, int number, LockHolder holder) {
    this.locks = locks;
    this.number = number;
    this.holder = holder;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "renewal of " + locks.path(number));
              thread.setDaemon(true);
              return thread;
            });
    long period = holder.lease().toMillis() / RENEWALS_PER_LEASE;
    var unused = renewal.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the lock of a folder, which is made if it is missing. That of a process that is gone, or
   * of one out of sight that has not renewed it during its lease, is taken over.
   *
   * @param uri of the folder, on any Hadoop file system
   * @param notice is told in a line of every holder that lost its lock
   * @throws UserInputException if another process has it, and is alive or may be; or if something
   *     is called like a lock and is none
   */
  public static WriteLock take(
      Configuration configuration, String uri, IfUnsure ifUnsure, Consumer<String> notice) {
    Path folder = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.of(configuration, folder);
    LockFiles locks = new LockFiles(files, files.qualified(folder));
    return take(locks, LockHolder.here(LockFile.LEASE), ifUnsure, notice);
  }

  static WriteLock take(
      LockFiles locks, LockHolder holder, IfUnsure ifUnsure, Consumer<String> notice) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<LockFile> dead = locks.present();
      List<String> lines = new ArrayList<>();
      for (LockFile lock : dead) {
        lines.add(takenOver(locks, lock, holder, ifUnsure));
      }
      int number = 1 + dead.stream().mapToInt(LockFile::number).max().orElse(0);
      if (locks.create(number, holder)) {
        Optional<WriteLock> taken =
            confirmed(locks, number, holder, dead, () -> lines.forEach(notice));
        if (taken.isPresent()) {
          return taken.get();
        }
      }
    }
    throw new EnvironmentException(
        "%s: others took and released its lock %d times while this driver tried to; try again"
            .formatted(locks.folder(), ATTEMPTS));
  }

  /**
   * Takes the lock whose file was just made, unless another was faster.
   *
   * @return none if it is not to be had; then, and if this fails, the file is deleted again, as it
   *     would keep everybody out and nobody would renew it
   */
  private static Optional<WriteLock> confirmed(
      LockFiles locks, int number, LockHolder holder, List<LockFile> dead, Runnable notices) {
    try {
      if (isNext(locks.present(), dead, holder)) {
        delete(locks, dead);
        notices.run();
        return Optional.of(new WriteLock(locks, number, holder));
      }
    } catch (RuntimeException | Error e) {
      try {
        locks.release(number, holder);
      } catch (RuntimeException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    locks.release(number, holder);
    return Optional.empty();
  }

  /** Whether nobody has taken over or released the same locks meanwhile, or come back to life. */
  private static boolean isNext(List<LockFile> present, List<LockFile> dead, LockHolder holder) {
    return present.size() == dead.size() + 1
        && present.subList(0, dead.size()).equals(dead)
        && present.get(dead.size()).isOf(holder.id());
  }

  /** Nothing is written as long as they may believe that they have the lock. */
  private static void delete(LockFiles locks, List<LockFile> dead) {
    dead.forEach(lock -> locks.delete(lock.number(), lock.holder()));
    if (!dead.isEmpty() && locks.present().stream().anyMatch(dead::contains)) {
      throw new EnvironmentException(
          "%s: cannot delete the lock of a process that is dead; delete the files write.lock.*"
              .formatted(locks.folder()));
    }
  }

  /** What to say of a lock that may be taken over. */
  private static String takenOver(
      LockFiles locks, LockFile lock, LockHolder asking, IfUnsure ifUnsure) {
    String why =
        switch (lock.life()) {
          case GONE -> "which is gone";
          case ALIVE -> throw alive(locks, lock);
          case UNKNOWN -> outOfSight(locks, lock, asking, ifUnsure);
        };
    return "%s: lock taken over from %s, %s".formatted(locks.folder(), lock.who(), why);
  }

  private static String outOfSight(
      LockFiles locks, LockFile lock, LockHolder asking, IfUnsure ifUnsure) {
    Duration age;
    boolean overdue;
    try {
      Instant now = locks.now(asking.id());
      age = Duration.between(lock.renewed(), now);
      overdue = lock.isOverdue(now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!overdue && ifUnsure == IfUnsure.REFUSE) {
      throw new UserInputException(
          "%s is being trained by %s, which was there %d s ago; if you know that it is dead, wait until that is more than %d s, or give --take-over"
              .formatted(locks.folder(), lock.who(), age.toSeconds(), lock.lease().toSeconds()));
    }
    return "which was there %d s ago".formatted(age.toSeconds());
  }

  private static UserInputException alive(LockFiles locks, LockFile lock) {
    return new UserInputException(
        "%s is being trained by %s, which is alive; wait for its end, or end it"
            .formatted(locks.folder(), lock.who()));
  }

  /**
   * Makes sure that the lock is still this process's.
   *
   * @throws EnvironmentException if it is not
   */
  public void requireHeld() {
    List<LockFile> present = locks.present();
    if (isHeld(present)) {
      return;
    }
    throw new EnvironmentException(
        "%s: the lock of this driver, write.lock.%d, %s; it stops and commits nothing more"
            .formatted(
                locks.folder(),
                number,
                present.stream()
                    .reduce((first, last) -> last)
                    .map(lock -> "was taken over by " + lock.who())
                    .orElse("was deleted")));
  }

  /**
   * A file of this number may be another's, as numbers begin again at 1 after a release. One that
   * cannot be read now is not taken for that: a file system in trouble ends no run.
   */
  private boolean isHeld(List<LockFile> present) {
    return present.stream()
        .filter(lock -> lock.number() == number)
        .anyMatch(lock -> lock.mayBeOf(holder.id()));
  }

  /** The same rounds, but for one in which the lock was lost: of that nothing is to be written. */
  public RoundRunner guarding(RoundRunner runner) {
    return (round, localSteps, state) -> {
      RoundOutcome outcome = runner.run(round, localSteps, state);
      requireHeld();
      return outcome;
    };
  }

  /** The same store, but that nothing is committed without the lock. */
  public CheckpointStore guarding(CheckpointStore store) {
    return new LockedCheckpointStore(store, this);
  }

  /** The same sink, but that nothing is written without the lock. */
  public EvaluationSink guarding(EvaluationSink sink) {
    return (round, evaluations) -> {
      requireHeld();
      sink.write(round, evaluations);
    };
  }

  private void renew() {
    try {
      if (isHeld(locks.present())) {
        locks.renew(number, holder.id());
      } else {
        LOG.warn("{} is lost", locks.path(number));
        renewal.shutdown();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot renew {}: {}; tried again soon", locks.path(number), e.toString());
    }
  }

  /** Releases the lock, if it is held, and leaves no folder that was made for it alone. */
  @Override
  public void close() {
    renewal.shutdown();
    try {
      if (!renewal.awaitTermination(holder.lease().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} is left, as its file system does not answer", locks.path(number));
        return;
      }
      if (locks.release(number, holder)) {
        locks.files().deleteIfEmpty(locks.folder());
      }
    } catch (IOException | RuntimeException e) {
      // What was committed stays committed; whoever comes next finds this process gone.
      LOG.warn("Cannot release {}: {}", locks.path(number), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
