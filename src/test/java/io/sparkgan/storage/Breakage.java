package io.sparkgan.storage;

import java.io.IOException;

/** Counts the calls of a file system, and lets those fail that are to fail. */
final class Breakage {

  /** What becomes of a call; a write that fails has written half its bytes. */
  enum Fault {
    /** As a process sees it that is killed: neither this call nor a later one does anything. */
    CRASH,
    /** This call fails, those after it work again. */
    FAILURE,
    /** From this call on the disk is full; what needs no room on it works. */
    NO_SPACE
  }

  private final Fault fault;
  private final int first;
  private int calls;
  private String struck = "";

  /**
   * Breaks a call.
   *
   * @param first which, of those that count
   */
  Breakage(Fault fault, int first) {
    this.fault = fault;
    this.first = first;
  }

  /** Breaks nothing. */
  static Breakage none() {
    return new Breakage(Fault.FAILURE, Integer.MAX_VALUE);
  }

  boolean hasStruck() {
    return calls >= first;
  }

  /** The first call that failed: what it did with which file. */
  String struck() {
    return struck;
  }

  /** A call that needs no room on the disk. */
  void asks(String what) throws IOException {
    if (fault != Fault.NO_SPACE) {
      fills(what);
    }
  }

  /** A call that needs room on the disk. */
  void fills(String what) throws IOException {
    calls++;
    if (calls == first) {
      struck = what;
    }
    if (calls == first || (calls > first && fault != Fault.FAILURE)) {
      throw new IOException(
          fault == Fault.NO_SPACE
              ? "No space left on device"
              : "call %d is broken: %s".formatted(first, struck));
    }
  }
}
