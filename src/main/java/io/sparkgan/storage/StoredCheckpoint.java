package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import io.sparkgan.state.Layout;
import io.sparkgan.training.CheckpointStore.Checkpoint;

/**
 * A checkpoint as its file holds it.
 *
 * @param fingerprints of the run that wrote it; their layout is the layout of the state
 */
public record StoredCheckpoint(Checkpoint checkpoint, Fingerprints fingerprints) {
  public StoredCheckpoint {
    String layout = checkpoint.state().layout().fingerprint();
    if (!layout.equals(fingerprints.layout())) {
      throw new IllegalArgumentException(
          "State has layout %s, fingerprints name %s".formatted(layout, fingerprints.layout()));
    }
  }

  /**
   * Checks that these networks can start from this state, whatever run it comes from.
   *
   * @param file names the checkpoint in the error
   * @throws UserInputException if the layout differs
   */
  public StoredCheckpoint requireLayout(Layout layout, String file) {
    if (!checkpoint.state().layout().equals(layout)) {
      throw new UserInputException(
          "Checkpoint %s is of other networks: layout differs, expected %s, found %s; use the recipe that made it"
              .formatted(file, layout.sections(), checkpoint.state().layout().sections()));
    }
    return this;
  }
}
