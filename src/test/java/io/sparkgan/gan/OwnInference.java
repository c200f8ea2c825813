package io.sparkgan.gan;

import io.sparkgan.Computes;
import io.sparkgan.config.Recipe;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the networks of a state say themselves in inference, of any number of images. */
public record OwnInference(Recipe recipe, GanState state) {

  /** Pixels of the images that the generator makes of some latents, in the recipe's range. */
  public float[] images(float[] latents, int[] classes) {
    Generator generator = new Generator(recipe, Layers.of(Computes.USUAL));
    generator.network().restore(state.values(Section.GENERATOR));
    return during(
        () -> {
          INDArray noise = Nd4j.createFromArray(latents).reshape('c', -1, recipe.latent().size());
          return values(generator.infer(new Noise(noise, classes)).pixels());
        });
  }

  /** The discriminator's logits for some images. */
  public float[] logits(float[] pixels, int[] classes) {
    Discriminator discriminator = new Discriminator(recipe, Layers.of(Computes.USUAL));
    discriminator.restore(state.values(Section.DISCRIMINATOR));
    return during(
        () -> {
          double[] logits = discriminator.infer(images(pixels, recipe, classes)).values();
          return values(Nd4j.createFromArray(logits).castTo(DataType.FLOAT));
        });
  }

  /** What the discriminator's first layer sees of some images. */
  public static float[] encoded(Recipe recipe, float[] pixels, int[] classes) {
    return during(
        () -> values(new DiscriminatorInput(recipe).encode(images(pixels, recipe, classes))));
  }

  private static Images images(float[] pixels, Recipe recipe, int[] classes) {
    var shape = recipe.image();
    return new Images(
        Nd4j.createFromArray(pixels)
            .reshape('c', -1, shape.channels(), shape.height(), shape.width()),
        classes);
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static float[] during(Supplier<float[]> work) {
    try {
      return StepMemory.during(work);
    } finally {
      StepMemory.release();
    }
  }
}
