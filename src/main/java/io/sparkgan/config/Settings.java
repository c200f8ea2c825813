package io.sparkgan.config;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The whole effective configuration of a run. */
public record Settings(
    Recipe recipe,
    Data data,
    Training training,
    Averaging averaging,
    Ema ema,
    Checkpoint checkpoint,
    Samples samples,
    Metrics metrics,
    Evaluation evaluation,
    Compute compute) {

  /**
   * SHA-256 over all that decides a run's bits: recipe, workers, local steps, seed, averaging,
   * decay of the generator's average, held-out images, partition, what computes; not how long the
   * run is nor what it shows.
   */
  public String fingerprint() {
    String decisive =
        String.join(
            "\n",
            recipe.toString(),
            "workers " + training.workers(),
            "localSteps " + training.localSteps(),
            "seed " + training.seed(),
            averaging.fingerprint(),
            "ema " + ema.decay(),
            "heldOut " + data.heldOut(),
            compute.toString());
    // Runs of a time when there was no choice go on.
    return Sha256.hex(
        data.partition().byLabel() ? decisive + "\npartition " + data.partition() : decisive);
  }

  /** Real images that all workers together train on in a local step; their number must be known. */
  public long imagesPerStep() {
    return (long) training.workers().orElseThrow() * recipe.realPerStep();
  }

  /**
   * Where the images come from.
   *
   * @param uri {@code mnist} for the embedded set, else a folder of IDX files or a Parquet table on
   *     any Hadoop file system
   * @param heldOut images at the start of the set that are not trained on
   * @param partition how the others are dealt out to the workers
   */
  public record Data(String uri, long heldOut, Partition partition) {
    /**
     * How many of a data set's images are trained on.
     *
     * @param images how many it has
     * @throws UserInputException if all of them are held out
     */
    public long trainedOn(long images) {
      if (heldOut >= images) {
        throw new UserInputException(
            "data.heldOut: expected less than the %d images of %s, found %d; set data.heldOut=0 to train on all of them, whatever the recipe holds out"
                .formatted(images, uri, heldOut));
      }
      return images - heldOut;
    }
  }

  /**
   * How long and how wide to train.
   *
   * @param workers logical trainers; empty until the job has settled it from the master
   * @param localSteps local steps of each worker in a round, or in the first if its interval
   *     changes
   * @param rounds total number of rounds
   * @param epochs if present, rounds are as many as make all workers together see the data set so
   *     often
   * @param seed the run's seed, the only source of randomness
   */
  public record Training(
      OptionalInt workers, int localSteps, int rounds, OptionalDouble epochs, long seed) {}

  /**
   * How the workers' copies become one.
   *
   * @param weights how much each worker's copy counts
   * @param updaterState what becomes of the optimisers' state
   * @param interval how many local steps come before it
   */
  public record Averaging(Weights weights, UpdaterState updaterState, Interval interval)
      implements Serializable {

    /** How much the copy of a worker counts, given the images in its shard. */
    public double weight(long shardImages) {
      return switch (weights) {
        case SHARD_SIZE -> shardImages;
        case EQUAL -> 1;
      };
    }

    /** A constant interval is no part of it: runs from before there were others can go on. */
    private String fingerprint() {
      String others =
          interval instanceof Interval.Constant ? "" : ", interval=%s".formatted(interval);
      return "Averaging[weights=%s, updaterState=%s%s]".formatted(weights, updaterState, others);
    }

    /** How much each worker's copy counts in the mean. */
    public enum Weights {
      SHARD_SIZE,
      EQUAL
    }

    /** What becomes of the optimisers' state after a round. */
    public enum UpdaterState {
      AVERAGE,
      RESET
    }
  }

  /**
   * The exponential moving average of the generator, kept by the driver (Yazici et al. 2019).
   *
   * @param decay share of the average that survives a round; 0: none is kept
   * @param samples whether samples come from it
   */
  public record Ema(double decay, boolean samples) {
    /** Whether there is one. */
    public boolean kept() {
      return decay > 0;
    }

    /** Whether there is one, and samples come from it. */
    public boolean shown() {
      return kept() && samples;
    }
  }

  /**
   * When states are kept.
   *
   * @param everyRounds rounds between checkpoints; the last round always has one
   * @param keep newest checkpoints kept; older ones are deleted
   */
  public record Checkpoint(int everyRounds, int keep) {}

  /**
   * When and how many images are shown.
   *
   * @param everyRounds rounds between sample grids; the first and the last round always have one
   * @param count images in a grid; of a conditional recipe at least a row for each class
   * @param columns images in a row of the grid
   */
  public record Samples(int everyRounds, int count, int columns) {}

  /**
   * How tables are kept, those of samples among them.
   *
   * @param compactEvery number of rounds whose files become one; 0: they stay as they are
   */
  public record Metrics(int compactEvery) {}

  /**
   * When and how the generator is scored, and what follows from it.
   *
   * @param everyRounds rounds between evaluations; the last round always has one
   * @param protocols each of them gives a row; the first decides which round is best
   * @param judge who looks at the images: {@link #AUTO}, {@link #NONE}, the name of a shipped
   *     judge, or the folder of one that jobs/train-judge made
   * @param best the score by which the best round is kept
   * @param patience training ends after so many evaluations in a row without a better one; 0: never
   * @param concurrent whether a round is evaluated while the next is trained
   */
  public record Evaluation(
      int everyRounds,
      List<Protocol> protocols,
      String judge,
      Score best,
      int patience,
      boolean concurrent) {
    /** The judge of the data set, if it is shipped, else {@link #NONE}. */
    public static final String AUTO = "auto";

    /** Nobody looks: rounds have no scores. */
    public static final String NONE = "none";

    public Evaluation {
      protocols = List.copyOf(protocols);
    }
  }
}
