package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.net.NetUtils;
import org.junit.jupiter.api.Test;

/** However Hadoop says that a name node fails, a user reads one line with its address. */
class HdfsTroubleTest {

  @Test
  void everyFormOfHadoopsNamesTheNameNode() {
    List<IOException> forms =
        List.of(
            new ConnectException("Connection refused"),
            new NoRouteToHostException("no route"),
            new SocketTimeoutException("2000 millis timeout"),
            new EOFException(),
            new IOException("Connection reset by peer"));
    for (IOException form : forms) {
      IOException wrapped = wrapped(form, "org.apache.hadoop.hdfs.DFSClient");
      assertThat(HdfsTrouble.line(new UncheckedIOException(wrapped)))
          .as("%s", wrapped)
          .get()
          .asString()
          .startsWith("HDFS at namenode:8020 does not answer: ")
          .contains("jobs/resume")
          .doesNotContain("\n");
    }
  }

  @Test
  void whatWasBeingDoneIsSaid() {
    IOException wrapped =
        wrapped(new ConnectException("refused"), "org.apache.hadoop.hdfs.DFSClient");
    assertThat(HdfsTrouble.line(new UncheckedIOException("Cannot write hdfs://x/y", wrapped)))
        .get()
        .asString()
        .startsWith("Cannot write hdfs://x/y: HDFS at namenode:8020 does not answer: refused;");
  }

  @Test
  void safeModeIsKnownAsItComesOverTheWire() {
    IOException remote =
        new RemoteException(
            "org.apache.hadoop.hdfs.server.namenode.SafeModeException",
            "Cannot delete /runs/a. Name node is in safe mode.\nThe reported blocks 3 ...");
    assertThat(HdfsTrouble.line(new UncheckedIOException(remote)))
        .get()
        .asString()
        .startsWith("HDFS is in safe mode: Cannot delete /runs/a. Name node is in safe mode.; wait")
        .doesNotContain("\n");
  }

  @Test
  void otherFailuresAreNotHdfss() {
    assertThat(HdfsTrouble.line(new UncheckedIOException(new IOException("disk full")))).isEmpty();
    assertThat(HdfsTrouble.line(new IllegalStateException())).isEmpty();
  }

  @Test
  void callsToOthersAreNotHdfss() {
    IOException executor =
        called(
            new IOException("Connecting to host/1.2.3.4:41234 failed in the last 4750 ms"),
            "org.apache.hadoop.hdfs.DFSClient");
    assertThat(HdfsTrouble.line(new UncheckedIOException(executor))).isEmpty();

    IOException yarn =
        wrapped(new ConnectException("refused"), "org.apache.hadoop.yarn.client.RMProxy");
    assertThat(yarn).hasMessageContaining("Call From here to namenode:8020 failed");
    assertThat(HdfsTrouble.line(new UncheckedIOException(yarn))).isEmpty();
  }

  /** As Hadoop wraps what a caller of it met. */
  private static IOException wrapped(IOException form, String caller) {
    return NetUtils.wrapException("namenode", 8020, "here", 0, called(form, caller));
  }

  private static IOException called(IOException failure, String caller) {
    failure.setStackTrace(
        new StackTraceElement[] {new StackTraceElement(caller, "call", "Caller.java", 1)});
    return failure;
  }
}
