package io.sparkgan.training;

/**
 * One trained round as the tables tell it.
 *
 * @param outcome what the workers did
 * @param commitMillis wall time to write samples, metrics and checkpoint, up to the row itself
 */
public record RoundRecord(int round, RoundOutcome outcome, long commitMillis) {

  /** Wall time of the round: broadcast, train, average and commit. */
  public long wallMillis() {
    return outcome.broadcastMillis()
        + outcome.trainMillis()
        + outcome.averageMillis()
        + commitMillis;
  }

  /** Real images of all workers per second of the round's wall time. */
  public double imagesPerSecond() {
    return outcome.images() * 1000.0 / Math.max(1, wallMillis());
  }

  /** Mean discriminator loss over workers and local steps. */
  public double discriminatorLoss() {
    return outcome.workers().stream()
        .flatMap(w -> w.steps().stream())
        .mapToDouble(s -> s.discriminatorLoss())
        .average()
        .orElse(Double.NaN);
  }

  /** Mean generator loss over workers and local steps. */
  public double generatorLoss() {
    return outcome.workers().stream()
        .flatMap(w -> w.steps().stream())
        .mapToDouble(s -> s.generatorLoss())
        .average()
        .orElse(Double.NaN);
  }
}
