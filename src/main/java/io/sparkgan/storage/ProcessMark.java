package io.sparkgan.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A process, told from every other, even from one that gets its number later.
 *
 * @param host name of its machine, for people
 * @param scope where its number means this process: one boot of one machine, one of its process
 *     namespaces, as containers have their own, and one user, who may not see the others' processes
 * @param pid its number
 * @param start when it began, in the system's own unit, whatever becomes of the clock
 */
record ProcessMark(String host, String scope, long pid, String start) {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern PRINTABLE = Pattern.compile("[\\p{Graph} ]{1,255}");
  private static final Pattern BLANK = Pattern.compile(" ");

  /** A longer name is cut, so that a lock's file stays within {@link LockHolder#MAX_BYTES}. */
  private static final int LONGEST_NAME = 100;

  /** State and start among what follows the name in {@code /proc/PID/stat}. */
  private static final int STATE = 0;

  private static final int START = 19;

  ProcessMark {
    for (String text : List.of(host, scope, start)) {
      if (!PRINTABLE.matcher(text).matches()) {
        throw new IllegalArgumentException("Not of a process: '%s'".formatted(text));
      }
    }
  }

  /** What can be said of a process from here. */
  enum Life {
    ALIVE,
    GONE,
    /** It is out of sight. */
    UNKNOWN
  }

  /** This process. */
  static ProcessMark here() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /** A process that is alive and in sight. */
  static Optional<ProcessMark> of(long pid) {
    return start(pid).map(start -> named(hostName(), userName(), pid, start));
  }

  /**
   * A process of this boot.
   *
   * @param host name of its machine, in any letters
   * @param user name of its user, in any letters
   */
  static ProcessMark named(String host, String user, long pid, String start) {
    return new ProcessMark(safe(host), scopeHere(host, user), pid, start);
  }

  Life life() {
    if (!scope.equals(scopeHere(hostName(), userName()))) {
      return Life.UNKNOWN;
    }
    return start(pid).filter(start::equals).isPresent() ? Life.ALIVE : Life.GONE;
  }

  private static Optional<String> start(long pid) {
    return Files.exists(PROC.resolve("self/stat")) ? startByProc(pid) : startByHandle(pid);
  }

  private static Optional<String> startByProc(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      List<String> fields = BLANK.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2)).toList();
      // A process that was killed stays as a zombie until its parent asks after it.
      return "ZX".contains(fields.get(STATE)) ? Optional.empty() : Optional.of(fields.get(START));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> startByHandle(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> process.info().startInstant().map(Object::toString).orElse("unknown"));
  }

  private static String scopeHere(String host, String user) {
    try {
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      Path namespace = Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
      return "%s %s %s".formatted(boot, namespace, safe(user));
    } catch (IOException e) {
      return "%s %s".formatted(safe(host), safe(user)); // Not Linux.
    }
  }

  /** The name in ASCII; different names stay different. */
  private static String safe(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    if (encoded.length() <= LONGEST_NAME) {
      return encoded;
    }
    String hash = "-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return encoded.substring(0, LONGEST_NAME - hash.length()) + hash;
  }

  private static String userName() {
    return System.getProperty("user.name", "?");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
