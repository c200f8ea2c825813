package io.sparkgan.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;

/** What a failure of HDFS means to who runs a job; Hadoop tells it in several ways and lines. */
public final class HdfsTrouble {
  /** Hadoop's ways to name the name node that a call went to. */
  private static final Pattern NAME_NODE =
      Pattern.compile(
          "(?:Call From|No Route to Host from) +\\S+ to (\\S+:\\d+) failed|"
              + "destination host is: \"?([^\"; ]+\"?:\\d+)|DestHost:destPort (\\S+:\\d+)");

  /** Whoever calls a name node is in it, or below. */
  private static final String HDFS = "org.apache.hadoop.hdfs.";

  private static final String KEPT =
      "what was committed is kept, and jobs/resume goes on with a run";

  private HdfsTrouble() {}

  /** A line for a failure whose cause is a name node; empty if it has others. */
  public static Optional<String> line(Throwable failure) {
    String what = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UncheckedIOException wrapper && isOwn(wrapper)) {
        what = wrapper.getMessage() + ": ";
      }
      if (isSafeMode(cause)) {
        return Optional.of(
            "%sHDFS is in safe mode: %s; wait until it has left it (hdfs dfsadmin -safemode wait); %s"
                .formatted(what, firstLine(cause), KEPT));
      }
      Optional<String> nameNode = cause instanceof IOException ? nameNode(cause) : Optional.empty();
      if (nameNode.isPresent() && isOfHdfs(failure)) {
        return Optional.of(
            "%sHDFS at %s does not answer: %s; see whether the URI has the right port, and whether its name node runs; %s"
                .formatted(what, nameNode.get(), firstLine(innermost(cause)), KEPT));
      }
    }
    return Optional.empty();
  }

  /** Whether it says more than its cause. */
  private static boolean isOwn(UncheckedIOException wrapper) {
    return !String.valueOf(wrapper.getCause()).equals(wrapper.getMessage());
  }

  private static boolean isSafeMode(Throwable cause) {
    return cause instanceof SafeModeException
        || (cause instanceof RemoteException remote
            && SafeModeException.class.getName().equals(remote.getClassName()));
  }

  /** Hadoop says the same of a call to YARN. */
  private static boolean isOfHdfs(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> Arrays.stream(cause.getStackTrace()))
        .anyMatch(frame -> frame.getClassName().startsWith(HDFS));
  }

  private static Optional<String> nameNode(Throwable cause) {
    Matcher call = NAME_NODE.matcher(String.valueOf(cause.getMessage()));
    if (!call.find()) {
      return Optional.empty();
    }
    for (int group = 1; group < call.groupCount(); group++) {
      if (call.group(group) != null) {
        return Optional.of(call.group(group).replace("\"", ""));
      }
    }
    return Optional.of(call.group(call.groupCount()));
  }

  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .findFirst()
        .orElse(failure.getClass().getSimpleName());
  }
}
