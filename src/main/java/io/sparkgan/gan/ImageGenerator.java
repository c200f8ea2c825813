package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.gan.Samples.Sample;
import io.sparkgan.state.GanState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes images with a trained generator in inference mode, and asks the discriminator about each.
 * Not for use by two threads at once.
 */
public final class ImageGenerator {
  /**
   * Images made together. The size of a batch has influence on the last bits, so it never changes.
   */
  public static final int BATCH = 100;

  private final Recipe recipe;
  private final GanNetworks networks;
  private final PixelCodec pixels;

  public ImageGenerator(Recipe recipe) {
    this.recipe = recipe;
    this.networks = new GanNetworks(recipe, DataType.FLOAT);
    this.pixels = new PixelCodec(recipe.pixels());
  }

  /** Takes over both networks of a state. */
  public void load(GanState state) {
    networks.restore(state);
  }

  /**
   * One image for each latent vector, in order, from the state last loaded.
   *
   * @param latents latent vectors one after another
   * @param classes the class asked for in each image; empty if the recipe is not conditional
   */
  public Samples generate(float[] latents, int[] classes) {
    int size = recipe.latent().size();
    List<Sample> images = new ArrayList<>();
    try {
      for (int from = 0; from < latents.length; from += BATCH * size) {
        float[] batch = Arrays.copyOfRange(latents, from, from + BATCH * size);
        int[] labels = labels(classes, from / size);
        images.addAll(StepMemory.during(() -> batch(batch, labels)));
      }
    } finally {
      StepMemory.release();
    }
    return new Samples(
        recipe.image().height(), recipe.image().width(), images.subList(0, latents.length / size));
  }

  /** The classes of one batch, as far as there are any. */
  private static int[] labels(int[] classes, int from) {
    int[] labels = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      labels[i] = from + i < classes.length ? classes[from + i] : ImageBlock.NO_LABEL;
    }
    return labels;
  }

  /** A whole batch, whatever part of it is wanted. */
  private List<Sample> batch(float[] latents, int[] labels) {
    int latentSize = recipe.latent().size();
    INDArray noise = Nd4j.createFromArray(latents).reshape('c', BATCH, latentSize);
    INDArray generated = networks.generator().infer(noise);
    float[] values = generated.dup('c').data().asFloat();
    float[] verdicts = Logits.of(networks.discriminator().infer(generated)).values();
    List<Sample> images = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      float[] latent = Arrays.copyOfRange(latents, i * latentSize, (i + 1) * latentSize);
      images.add(
          new Sample(latent, labels[i], grey(values, i), (float) Logits.sigmoid(verdicts[i])));
    }
    return images;
  }

  private byte[] grey(float[] values, int image) {
    byte[] grey = new byte[recipe.image().size()];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = pixels.grey(values[image * grey.length + i]);
    }
    return grey;
  }
}
