package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.state.GanState;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** Scores images of any origin, on the executors. */
public final class ImageEvaluator {
  private final SparkScoring scoring;
  private final byte[] pixels;
  private final int imageBytes;

  /**
   * @param pixels grey values 0 to 255, image after image, row by row; at least as many images as
   *     the largest protocol wants
   * @param imageBytes of each image
   */
  public ImageEvaluator(SparkScoring scoring, byte[] pixels, int imageBytes) {
    this.scoring = scoring;
    this.pixels = pixels;
    this.imageBytes = imageBytes;
  }

  /** What the judge says of them. */
  public List<Evaluation> evaluate() {
    Broadcast<byte[]> broadcast = scoring.context().broadcast(pixels);
    try {
      return scoring.evaluate(description(), new GivenImages(broadcast, imageBytes));
    } finally {
      broadcast.destroy();
    }
  }

  /** What the judge says of them, and the discriminator of a state. */
  public List<Evaluation> evaluate(Recipe recipe, Compute compute, GanState discriminator) {
    Broadcast<byte[]> broadcast = scoring.context().broadcast(pixels);
    Broadcast<GanState> state = scoring.context().broadcast(discriminator);
    try {
      return scoring.evaluate(
          description(),
          new DiscriminatedImages(
              new GivenImages(broadcast, imageBytes),
              new ExecutorCache.Networks(recipe, compute),
              state));
    } finally {
      broadcast.destroy();
      state.destroy();
    }
  }

  private String description() {
    return "score %d given images".formatted(scoring.images());
  }
}
