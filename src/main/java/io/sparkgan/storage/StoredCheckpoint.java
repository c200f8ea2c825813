package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import io.sparkgan.state.GanState;
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
   * What networks can start from, whatever run it comes from and whether that kept an average.
   *
   * @param layout of the networks
   * @param file names the checkpoint in the error
   * @return the state without an average
   * @throws UserInputException if the layout differs
   */
  public GanState networks(Layout layout, String file) {
    GanState networks = checkpoint.state().withoutAverage();
    if (!networks.layout().equals(layout)) {
      throw new UserInputException(
          "Checkpoint %s is of other networks: layout differs, expected %s, found %s; use the recipe that made it"
              .formatted(file, layout.sections(), networks.layout().sections()));
    }
    return networks;
  }
}
