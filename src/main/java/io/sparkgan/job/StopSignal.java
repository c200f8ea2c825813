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

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    for (String name : new String[] {IrqHandler.CONTROL_C, IrqHandler.SIGTERM}) {
      new IrqHandler(name, interrupt -> signal.receive()).bind();
    }
    return signal;
  }

  private void receive() {
    if (received.incrementAndGet() > 1) {
      Runtime.getRuntime().halt(KILLED);
    }
    System.err.println("\nstopping after this round; once more to stop at once");
  }

  @Override
  public boolean getAsBoolean() {
    return received.get() > 0;
  }
}
