package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Batches;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Asks a trained discriminator, in inference mode, about images of any origin. Not for use by two
 * threads at once.
 */
public final class ImageDiscriminator {
  /** Images judged together; as with {@link ImageGenerator#BATCH} it never changes. */
  private static final int BATCH = ImageGenerator.BATCH;

  private final Recipe recipe;
  private final Discriminator discriminator;
  private final Objective objective;
  private final PixelCodec codec;

  /**
   * Builds the network.
   *
   * @throws IllegalArgumentException if something is left to choose in what it is computed with
   */
  public ImageDiscriminator(Recipe recipe, Compute compute) {
    compute.requireSettled();
    this.recipe = recipe;
    this.discriminator = new Discriminator(recipe, Layers.of(compute));
    this.objective = Objective.of(recipe.loss().objective());
    this.codec = new PixelCodec(recipe.pixels());
  }

  /** Takes over the discriminator of a state. */
  public void load(GanState state) {
    discriminator.restore(state.values(Section.DISCRIMINATOR));
  }

  /**
   * The probability of being real that the state last loaded gives each image, in order; if images
   * are judged in packs, that of its pack.
   *
   * @param pixels grey values 0 to 255, image after image, row by row
   * @param classes what each image is said to show; empty if the recipe is not conditional
   */
  public float[] realProbabilities(byte[] pixels, int[] classes) {
    int count = pixels.length / recipe.image().size();
    if (classes.length != (recipe.conditional() ? count : 0)) {
      throw new IllegalArgumentException(
          "%d classes of %d images, recipe has %d"
              .formatted(classes.length, count, recipe.classes()));
    }
    float[] probabilities = new float[count];
    try {
      for (int from = 0; from < count; from += BATCH) {
        int first = from;
        float[] whole = StepMemory.during(() -> realProbabilities(batch(pixels, classes, first)));
        System.arraycopy(whole, 0, probabilities, from, Math.min(BATCH, count - from));
      }
    } finally {
      StepMemory.release();
    }
    return probabilities;
  }

  /** The same for images as networks see them, all of one batch; needs a step's memory. */
  float[] realProbabilities(Images batch) {
    double[] logits = discriminator.infer(batch.wholePacks(recipe.packing())).values();
    float[] probabilities = new float[batch.count()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) objective.probability(logits[i / recipe.packing()]);
    }
    return probabilities;
  }

  /** A whole batch; a last one is filled up with the first images. */
  private Images batch(byte[] pixels, int[] classes, int from) {
    Shape image = recipe.image();
    int size = image.size();
    int count = pixels.length / size;
    float[] table = codec.table();
    float[] values = new float[BATCH * size];
    int[] told = new int[classes.length == 0 ? 0 : BATCH];
    for (int i = 0; i < BATCH; i++) {
      int source = (from + i) % count;
      for (int at = 0; at < size; at++) {
        values[i * size + at] = table[pixels[source * size + at] & 0xff];
      }
      if (told.length > 0) {
        told[i] = classes[source];
      }
    }
    INDArray batch = Batches.of(values, BATCH, image.channels(), image.height(), image.width());
    return new Images(batch, told);
  }
}
