package io.sparkgan.nn;

import org.bytedeco.javacpp.Pointer;

/**
 * How much memory outside the Java heap JavaCPP lets this process take.
 *
 * @param bytes that its pointers may hold; 0: as many as there are
 * @param physicalBytes of the whole process, the heap included; 0: as many as there are
 */
public record NativeBound(long bytes, long physicalBytes) {
  /** That of this process. */
  public static NativeBound here() {
    return new NativeBound(Pointer.maxBytes(), Pointer.maxPhysicalBytes());
  }

  /**
   * What remains for networks.
   *
   * @param heapBytes the largest heap of the process
   */
  public long besides(long heapBytes) {
    long held = bytes > 0 ? bytes : Long.MAX_VALUE;
    long resident = physicalBytes > 0 ? Math.max(0, physicalBytes - heapBytes) : Long.MAX_VALUE;
    return Math.min(held, resident);
  }
}
