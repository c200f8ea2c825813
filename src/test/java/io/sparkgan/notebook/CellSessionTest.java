package io.sparkgan.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cells of a notebook are Java as its author expects it. */
class CellSessionTest {
  private static CellSession session;

  @BeforeAll
  static void start() {
    session = CellSession.start(System.getProperty("java.class.path"));
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void theLastExpressionIsTheValue() {
    assertThat(session.run("int a = 6;\nint b = 7;\na * b")).contains(42);
    assertThat(session.run("a * b;")).contains(42);
    assertThat(session.run("List.of(a, b)")).contains(java.util.List.of(6, 7));
  }

  @Test
  void whatIsNoExpressionHasNoValue() {
    assertThat(session.run("int c = 1;")).isEmpty();
    assertThat(session.run("import java.time.Clock;")).isEmpty();
    assertThat(session.run("record Point(int x, int y) {}")).isEmpty();
    assertThat(session.run("for (int i = 0; i < 3; i++) { c += i; }")).isEmpty();
    assertThat(session.run("Thread.yield();")).isEmpty();
    assertThat(session.run("  \n")).isEmpty();
    assertThat(session.run("c")).contains(4);
  }

  @Test
  void aValueIsTheObjectItselfAndNotItsText() {
    Object value = session.run("new StringBuilder(\"text\")").orElseThrow();
    assertThat(value).isInstanceOf(StringBuilder.class).hasToString("text");
  }

  @Test
  void cellsSeeTheClassesOfTheProject() {
    assertThat(session.run("io.sparkgan.state.GanState.class.getSimpleName()"))
        .contains("GanState");
  }

  @Test
  void whatIsNoJavaSaysSo() {
    assertThatThrownBy(() -> session.run("int x = 1;\nint y = \"text\";"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContaining("incompatible types")
        .hasMessageEndingWith("in: int y = \"text\";");
    assertThatThrownBy(() -> session.run("int z = (1 +"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContaining("in: int z = (1 +");
    assertThatThrownBy(() -> session.run("nowhere.called()"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void whatACellThrowsIsToldWithItsCause() {
    assertThatThrownBy(
            () ->
                session.run(
                    "throw new IllegalStateException(\"outer\", new RuntimeException(\"inner\"));"))
        .isInstanceOf(CellFailure.class)
        .hasMessage("java.lang.IllegalStateException: outer\nbecause: inner");
  }

  @Test
  void aCellThatRunsCanBeInterrupted() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread cell =
        new Thread(
            () -> {
              try {
                session.run(
                    "System.setProperty(\"sparkgan.waits\", \"\");\nnew java.util.concurrent.CountDownLatch(1).await();");
              } catch (CellFailure e) {
                thrown.set(e);
              }
            });
    cell.setDaemon(true);
    cell.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> System.getProperty("sparkgan.waits") != null);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              session.interrupt();
              return !cell.isAlive();
            });
    System.clearProperty("sparkgan.waits");
    assertThat(thrown.get()).hasMessageContaining("InterruptedException");
    assertThat(session.run("1 + 1")).contains(2);
  }
}
