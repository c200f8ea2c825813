package io.sparkgan.evaluation;

import io.sparkgan.config.Score;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The scores of some images by one protocol, against real images of the reference split.
 *
 * @param mnistScore see {@code MnistScore}
 * @param frechetDistance see {@code FrechetDistance}
 * @param kernelDistance see {@code KernelDistance}
 * @param kernelDistanceError its standard error
 * @param precision see {@code PrecisionRecall}
 * @param recall see {@code PrecisionRecall}
 * @param digitHistogram the share of each class among the judge's verdicts
 * @param histogramDistance total variation distance, 0 to 1, of the histogram from that of the real
 *     images
 * @param missingDigits classes that have less than a tenth of their share among real images
 * @param meanConfidence mean probability of the class that the judge chose
 * @param asAsked the share of images that are of the class asked for; empty if none was
 * @param memorisation see {@code Memorisation}
 * @param realProbability mean probability of being real that the run's discriminator gives; empty
 *     if there is none to ask
 */
public record Scores(
    double mnistScore,
    double frechetDistance,
    double kernelDistance,
    double kernelDistanceError,
    double precision,
    double recall,
    List<Double> digitHistogram,
    double histogramDistance,
    int missingDigits,
    double meanConfidence,
    OptionalDouble asAsked,
    double memorisation,
    OptionalDouble realProbability) {
  public Scores {
    digitHistogram = List.copyOf(digitHistogram);
  }

  /** The one that the best round is chosen by. */
  public double of(Score score) {
    return switch (score) {
      case MNIST_SCORE -> mnistScore;
      case FRECHET_DISTANCE -> frechetDistance;
      case KERNEL_DISTANCE -> kernelDistance;
      case PRECISION -> precision;
      case RECALL -> recall;
    };
  }
}
