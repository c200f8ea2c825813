package io.sparkgan;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How much a thread allocates on the heap, garbage included. */
public final class Allocation {
  private Allocation() {}

  /** Bytes that an action allocates in this thread, whether it ends well or not. */
  public static long of(ThrowingCallable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      action.call();
    } catch (Throwable e) {
      if (e instanceof VirtualMachineError error) {
        throw error;
      }
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
