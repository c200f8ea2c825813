package io.sparkgan.job;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.service.launcher.IrqHandler;

/**
 * Turns the first TERM or INT into a request to stop after the current round, and a second one into
 * an end at once. A shutdown hook would not do: Spark has one too, and the process could no longer
 * choose its exit code.
 */
final class StopSignal implements BooleanSupplier {
  private static final int KILLED = 130;

  private final AtomicInteger received = new AtomicInteger();
  private final Console console;

  private StopSignal(Console console) {
    this.console = console;
  }

  /** Listens to the signals of this process from now on. */
  static StopSignal install(Console console) {
    StopSignal signal = new StopSignal(console);
    for (String name : new String[] {IrqHandler.CONTROL_C, IrqHandler.SIGTERM}) {
      new IrqHandler(name, interrupt -> signal.receive()).bind();
    }
    return signal;
  }

  private void receive() {
    if (received.incrementAndGet() > 1) {
      Runtime.getRuntime().halt(KILLED);
    }
    console
        .err()
        .printf(
            "%sstopping after this round; once more to stop at once%n",
            console.terminal() ? "\n" : "");
  }

  @Override
  public boolean getAsBoolean() {
    return received.get() > 0;
  }
}
