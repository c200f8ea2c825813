package io.sparkgan.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * A lock as it was found.
 *
 * @param number how many have had the lock one from another, this one included
 * @param readable whether its text could be read, whatever that says
 * @param holder none if the file does not say, as when it has just been made
 * @param renewed when it was last, by the clock of the file system
 */
record LockFile(int number, boolean readable, Optional<LockHolder> holder, Instant renewed) {
  /** Whoever does not renew a lock for so long is taken for dead, where nobody can look. */
  static final Duration LEASE = Duration.ofSeconds(60);

  ProcessMark.Life life() {
    return holder.map(it -> it.process().life()).orElse(ProcessMark.Life.UNKNOWN);
  }

  boolean isOf(UUID id) {
    return holder.filter(it -> it.id().equals(id)).isPresent();
  }

  /** Whether nothing is known that speaks against it. */
  boolean mayBeOf(UUID id) {
    return !readable || isOf(id);
  }

  /**
   * Whether the lease has run out.
   *
   * @param now by the clock of the file system
   */
  boolean isOverdue(Instant now) {
    return renewed.plus(lease()).isBefore(now);
  }

  Duration lease() {
    return holder.map(LockHolder::lease).orElse(LEASE);
  }

  /** Names the holder, for people. */
  String who() {
    return holder
        .map(
            it ->
                "process %d on %s since %s"
                    .formatted(it.process().pid(), it.process().host(), it.taken()))
        .orElseGet(() -> "another driver since " + renewed.truncatedTo(ChronoUnit.SECONDS));
  }
}
