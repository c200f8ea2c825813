package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.gan.Samples.Sample;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private final Generator generator;
  private final ImageDiscriminator discriminator;
  private final PixelCodec pixels;

  /**
   * Builds the networks.
   *
   * @throws IllegalArgumentException if something is left to choose in what they are computed with
   */
  public ImageGenerator(Recipe recipe, Compute compute) {
    compute.requireSettled();
    this.recipe = recipe;
    this.generator = new Generator(recipe, Layers.of(compute));
    this.discriminator = new ImageDiscriminator(recipe, compute);
    this.pixels = new PixelCodec(recipe.pixels());
  }

  /** Takes over both networks of a state. */
  public void load(GanState state) {
    generator.network().restore(state.values(Section.GENERATOR));
    discriminator.load(state);
  }

  /**
   * One image for each latent vector, in order, from the state last loaded.
   *
   * @param latents latent vectors one after another
   * @param classes the class asked for in each image; empty if the recipe is not conditional
   */
  public Samples generate(float[] latents, int[] classes) {
    int size = recipe.latent().size();
    int count = latents.length / size;
    List<Sample> images = new ArrayList<>();
    try {
      for (int from = 0; from < count; from += BATCH) {
        float[] batch = batchLatents(latents, from * size);
        int[] asked = batchClasses(classes, from);
        images.addAll(StepMemory.during(() -> batch(batch, asked)));
      }
    } finally {
      StepMemory.release();
    }
    return new Samples(recipe.image().height(), recipe.image().width(), images.subList(0, count));
  }

  /** Those of a batch that begins at a value; a last batch is filled up with the first ones. */
  private float[] batchLatents(float[] all, int from) {
    float[] batch = new float[BATCH * recipe.latent().size()];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = all[(from + i) % all.length];
    }
    return batch;
  }

  /** The same for classes. */
  private static int[] batchClasses(int[] all, int from) {
    int[] batch = new int[all.length == 0 ? 0 : BATCH];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = all[(from + i) % all.length];
    }
    return batch;
  }

  /** A whole batch, whatever part of it is wanted. */
  private List<Sample> batch(float[] latents, int[] classes) {
    int latentSize = recipe.latent().size();
    INDArray noise = Nd4j.createFromArray(latents).reshape('c', BATCH, latentSize);
    Images generated = generator.infer(new Noise(noise, classes));
    float[] values = generated.pixels().dup('c').data().asFloat();
    float[] verdicts = discriminator.realProbabilities(generated);
    List<Sample> images = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      float[] latent = Arrays.copyOfRange(latents, i * latentSize, (i + 1) * latentSize);
      int label = recipe.conditional() ? classes[i] : ImageBlock.NO_LABEL;
      images.add(new Sample(latent, label, grey(values, i), verdicts[i]));
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
