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
  private final AtomicReference<Thread> running = new AtomicReference<>();

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
      running.set(Thread.currentThread());
      try {
        value.set(snippet.invoke(null));
      } finally {
        running.set(null);
      }
      return valueString(value.get());
    }

    @Override
    public void stop() {
      Optional.ofNullable(running.get()).ifPresent(Thread::interrupt);
    }
  }
}
