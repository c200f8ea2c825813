package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
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

  /** The round that it is of. */
  public int round() {
    return checkpoint.round();
  }

  /** The digest of its state: layout, step counters and every value. */
  public String sha256() {
    return checkpoint.state().sha256();
  }

  /**
   * An initial state with the trained parameters of this checkpoint, whatever run it comes from,
   * however that optimised them and whether it kept an average.
   *
   * @param fresh keeps its optimisers' states and counters
   * @param file names the checkpoint in the error
   * @throws UserInputException if the networks differ in their number of parameters
   */
  public GanState warmStart(GanState fresh, String file) {
    GanState trained = checkpoint.state();
    fresh
        .layout()
        .parametersMissingIn(trained.layout())
        .ifPresent(
            section -> {
              throw new UserInputException(
                  "Checkpoint %s is of other networks: expected %d values in %s, found %s; use a recipe with the networks of the one that made it"
                      .formatted(file, section.length(), section.name(), found(section, trained)));
            });
    return fresh.withParametersOf(trained);
  }

  private static String found(Section wanted, GanState state) {
    return state.layout().sections().stream()
        .filter(section -> section.name().equals(wanted.name()))
        .map(section -> Integer.toString(section.length()))
        .findFirst()
        .orElse("no such section");
  }
}
