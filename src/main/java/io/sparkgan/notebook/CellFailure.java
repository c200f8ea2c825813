package io.sparkgan.notebook;

/** A cell is no Java, or threw. The message is what its author needs to read. */
final class CellFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CellFailure(String message) {
    super(message);
  }

  CellFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
