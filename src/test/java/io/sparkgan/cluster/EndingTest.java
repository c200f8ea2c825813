package io.sparkgan.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The processes that were started end, whether they want to or not, and no others do. */
class EndingTest {
  private static final Path LOG = Path.of("log");

  private Process process;

  @AfterEach
  void nothingIsLeftRunning() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Test
  void aProcessIsAskedToEnd() throws Exception {
    start("echo ready; exec sleep 600");
    end(started("sleep 600"), Duration.ofMinutes(1));
    assertThat(process.waitFor()).isEqualTo(128 + 15);
  }

  @Test
  void whatDoesNotListenIsKilledWithItsChildren() throws Exception {
    start("trap '' TERM; sleep 600 & echo ready; wait");
    List<ProcessHandle> children = process.descendants().toList();
    assertThat(children).hasSize(1);
    end(started("sleep 600"), Duration.ofMillis(300));
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    children.get(0).onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void anotherProcessOfTheSameNumberIsLeftAlone() throws Exception {
    start("echo ready; exec sleep 600");
    ClusterProcess ours = started("sleep 600");
    assertThat(ours.alive()).isTrue();
    ClusterProcess gone = started("sleep 700");
    assertThat(gone.alive()).isFalse();
    end(gone, Duration.ofSeconds(1));
    assertThat(process.isAlive()).isTrue();
  }

  private ClusterProcess started(String command) {
    return new ClusterProcess("worker-1", process.pid(), command, LOG);
  }

  private static void end(ClusterProcess process, Duration patience) {
    Ending.of(new ClusterState("spark://a:1", "http://a:2", List.of(process))).within(patience);
  }

  private void start(String script) throws IOException {
    process = new ProcessBuilder("bash", "-c", script).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).isEqualTo("ready");
  }
}
