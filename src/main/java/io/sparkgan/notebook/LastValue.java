package io.sparkgan.notebook;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs snippets in this JVM and keeps the value of the last one, whose text is all JShell tells.
 */
final class LastValue implements ExecutionControlProvider {
  private final AtomicReference<Object> value = new AtomicReference<>();
  private final Object lock = new Object();
  private Optional<Thread> running = Optional.empty();

  /** What the last snippet gave, if anything. */
  Optional<Object> get() {
    return Optional.ofNullable(value.get());
  }

  @Override
  public String name() {
    return "notebook";
  }

  @Override
  public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
    return new Control();
  }

  /** On the thread of the cell, so that libraries find their resources by its class loader. */
  private final class Control extends LocalExecutionControl {
    @Override
    protected String invoke(Method snippet) throws Exception {
      value.set(null);
      runs(Optional.of(Thread.currentThread()));
      try {
        value.set(snippet.invoke(null));
      } finally {
        runs(Optional.empty());
        // An interrupt that came too late for the snippet is not for what comes after it.
        Thread.interrupted();
      }
      return valueString(value.get());
    }

    @Override
    public void stop() {
      synchronized (lock) {
        running.ifPresent(Thread::interrupt);
      }
    }

    private void runs(Optional<Thread> thread) {
      synchronized (lock) {
        running = thread;
      }
    }
  }
}
