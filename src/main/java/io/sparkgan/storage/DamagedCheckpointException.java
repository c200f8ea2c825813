package io.sparkgan.storage;

/** A checkpoint file is not whole. The message is one line with the file and the exact reason. */
public final class DamagedCheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedCheckpointException(String file, String reason) {
    super("Checkpoint %s is damaged: %s".formatted(file, reason));
  }
}
