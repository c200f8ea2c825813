package io.sparkgan.storage;

import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.UserInputException;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints of a run that are its own, as its description tells: one of another run that lies
 * among them is not taken for what this run was trained to.
 */
public final class OwnCheckpoints {
  private final CheckpointArchive archive;
  private final Optional<String> configuration;
  private final String data;

  private OwnCheckpoints(CheckpointArchive archive, Optional<String> configuration, String data) {
    this.archive = archive;
    this.configuration = configuration;
    this.data = data;
  }

  /**
   * Those of a run.
   *
   * @throws UserInputException if its description is none that this version can read
   */
  public static OwnCheckpoints of(RunDirectory run) {
    RunManifest manifest = run.manifest();
    Settings settings =
        SettingsReader.fromJson(manifest.configuration(), run.uri() + "/run.json").settings();
    // Checkpoints from before there was a choice of what to compute with have other fingerprints.
    return new OwnCheckpoints(
        run.checkpoints(),
        Optional.of(settings).filter(it -> it.compute().settled()).map(Settings::fingerprint),
        manifest.data());
  }

  /**
   * The newest whole checkpoint; damaged ones are passed over with a warning in the log.
   *
   * @throws UserInputException if it is another run's
   */
  public Optional<StoredCheckpoint> latest() {
    return archive.latest().map(it -> required(it, archive.uri(it.round())));
  }

  /**
   * The one that a run goes on from: the newest whole one of its own. Others are passed over with a
   * warning in the log.
   *
   * @throws UserInputException if all that are whole are another run's
   */
  public Optional<StoredCheckpoint> toGoOnFrom() {
    return archive.latest(it -> objection(it, archive.uri(it.round())), CheckpointArchive::log);
  }

  /**
   * The checkpoint of one round.
   *
   * @throws UserInputException if that round has none, or another run's
   * @throws DamagedCheckpointException if it is not whole
   */
  public StoredCheckpoint load(int round) {
    return required(archive.load(round), archive.uri(round));
  }

  /**
   * The checkpoint of the best round; none if no round has been evaluated.
   *
   * @throws UserInputException if it is another run's
   * @throws DamagedCheckpointException if it is not whole
   */
  public Optional<StoredCheckpoint> best() {
    return archive.best().map(it -> required(it, archive.bestUri()));
  }

  /**
   * Gives other runs' checkpoints names that are no round's, so that the rounds after one can be
   * made again and nobody's checkpoint is lost.
   *
   * @return a line for each
   */
  public List<String> setAsideAfter(int round) {
    return archive.rounds().stream()
        .filter(later -> later > round)
        .flatMap(later -> archive.whole(later).stream())
        .filter(it -> objection(it, "").isPresent())
        .map(
            it ->
                "Checkpoint %s of another run is kept as %s, as round %d is made again"
                    .formatted(archive.uri(it.round()), archive.setAside(it), it.round()))
        .toList();
  }

  private StoredCheckpoint required(StoredCheckpoint stored, String uri) {
    objection(stored, uri)
        .ifPresent(
            why -> {
              throw new UserInputException(
                  why + "; move it away, or put back the run's own in its place");
            });
    return stored;
  }

  /** The layout follows from the configuration. */
  private Optional<String> objection(StoredCheckpoint stored, String uri) {
    Fingerprints found = stored.fingerprints();
    return new Fingerprints(found.layout(), configuration.orElse(found.configuration()), data)
        .difference(found, uri);
  }
}
