package io.sparkgan.storage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who has a lock, as its file says in JSON.
 *
 * @param id of this one time of taking it
 * @param taken when, by the clock of the holder's machine
 * @param lease how long the lock counts without being renewed
 */
record LockHolder(UUID id, ProcessMark process, Instant taken, Duration lease) {
  /** More bytes than any holder has, and too few for JSON that goes deep. */
  static final int MAX_BYTES = 1024;

  LockHolder {
    if (lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException("A lease of %s".formatted(lease));
    }
  }

  /** This process, from now on. */
  static LockHolder here(Duration lease) {
    return new LockHolder(
        UUID.randomUUID(),
        ProcessMark.here(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        lease);
  }

  /** The text of the lock's file. */
  byte[] json() {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("owner", id.toString());
    facts.put("host", process.host());
    facts.put("scope", process.scope());
    facts.put("pid", process.pid());
    facts.put("start", process.start());
    facts.put("taken", taken.toString());
    facts.put("lease_ms", lease.toMillis());
    String json =
        ConfigValueFactory.fromMap(facts).render(ConfigRenderOptions.concise().setFormatted(true));
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #json} wrote; nothing of any other text, or of the beginning of one. */
  static Optional<LockHolder> of(byte[] json) {
    try {
      Config facts =
          ConfigFactory.parseString(
              new String(json, StandardCharsets.UTF_8),
              ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      return Optional.of(
          new LockHolder(
              UUID.fromString(facts.getString("owner")),
              new ProcessMark(
                  facts.getString("host"),
                  facts.getString("scope"),
                  facts.getLong("pid"),
                  facts.getString("start")),
              Instant.parse(facts.getString("taken")),
              Duration.ofMillis(facts.getLong("lease_ms"))));
    } catch (ConfigException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
