package io.sparkgan.storage;

import io.sparkgan.config.PlainText;

/** A checkpoint file is not whole. The message is one line with the file and the exact reason. */
public final class DamagedCheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedCheckpointException(String file, String reason) {
    // The reason may quote what is in the file.
    super("Checkpoint %s is damaged: %s".formatted(file, PlainText.line(reason)));
  }
}
