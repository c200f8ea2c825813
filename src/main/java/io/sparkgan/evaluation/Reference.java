package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** Real images as the judge sees them: what generated ones are compared with. */
public final class Reference implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Fewer real images, or training images, than this say nothing. */
  public static final int MIN_IMAGES = 2 * KernelDistance.SUBSET;

  private final String split;
  private final Points real;
  private final Moments moments;
  private final ClassSums classes;
  private final Appraisal training;
  private final long[] trainingIndices;
  private final double unseenDistance;

  /**
   * Takes what all scorings need of the real images. Compares each with each training image: of
   * 10,000 and 60,000 this takes about two seconds of one core. The rest takes milliseconds.
   *
   * @param split what the real images are: test or held-out
   * @param real images that are not trained on, at least {@link #MIN_IMAGES}
   * @param training images that are trained on, at least {@link #MIN_IMAGES}
   * @param trainingIndices the index in the data set of each of them
   * @throws IllegalArgumentException if there are too few, or what is said of them does not match
   */
  public Reference(String split, Appraisal real, Appraisal training, long[] trainingIndices) {
    requireEnough(real);
    requireEnough(training);
    if (trainingIndices.length != training.count()) {
      throw new IllegalArgumentException(
          "%d training images with %d indices".formatted(training.count(), trainingIndices.length));
    }
    this.split = split;
    this.training = training;
    this.trainingIndices = trainingIndices.clone();
    check(real);
    this.real = Points.features(real);
    this.moments = Moments.of(this.real);
    this.classes = ClassSums.of(real);
    this.unseenDistance = Mean.of(nearestTraining(this.real).distances()).value().orElseThrow();
  }

  /** What the real images are: test or held-out. */
  public String split() {
    return split;
  }

  /** How many real images there are. */
  public int realImages() {
    return real.count();
  }

  /** One verdict for each image, in order. */
  public List<Judged> judge(Appraisal samples) {
    if (samples.count() == 0) {
      return List.of();
    }
    check(samples);
    Neighbours nearest = nearestTraining(Points.features(samples));
    double[] distances = nearest.distances();
    return IntStream.range(0, samples.count())
        .mapToObj(
            i ->
                new Judged(
                    samples.verdict(i),
                    (float) samples.probability(i, samples.verdict(i)),
                    trainingIndices[nearest.nearest(i)],
                    (float) distances[i]))
        .toList();
  }

  /**
   * The real images that some generated ones are compared with: if all are cut into slices, each is
   * compared with the one of the same number, and after the last comes the first again.
   *
   * @param size of the slices; if there are fewer real images, they are one slice
   */
  Points opposite(int slice, int size) {
    int length = Math.min(size, real.count());
    int from = slice % (real.count() / length) * length;
    return real.range(from, from + length);
  }

  Neighbours nearestTraining(Points features) {
    return Neighbours.of(features, Points.features(training), 1);
  }

  Moments moments() {
    return moments;
  }

  ClassSums classes() {
    return classes;
  }

  Appraisal training() {
    return training;
  }

  /** Mean distance of the real images to their nearest training images. */
  double unseenDistance() {
    return unseenDistance;
  }

  /** Refuses what another judge says. */
  void check(Appraisal appraisal) {
    int features = Points.features(training).dimensions();
    if (Points.features(appraisal).dimensions() != features
        || appraisal.classes() != training.classes()) {
      throw new IllegalArgumentException(
          "Expected %d features and %d classes, found %d and %d"
              .formatted(
                  features,
                  training.classes(),
                  Points.features(appraisal).dimensions(),
                  appraisal.classes()));
    }
  }

  private static void requireEnough(Appraisal images) {
    if (images.count() < MIN_IMAGES) {
      throw new IllegalArgumentException(
          "Expected at least %d images to compare with, found %d"
              .formatted(MIN_IMAGES, images.count()));
    }
  }
}
