package io.sparkgan.rival;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The step that jobs/bench measures, in PyTorch (libtorch): one update of the discriminator on a
 * batch of real images and one of generated ones together, then one of the generator through the
 * updated discriminator by the same images. Prints real images per second on one thread.
 */
final class PyTorch {
  private static final int REPETITIONS = 3;
  private static final double BETA1 = 0.5;

  private final ScalarType type;
  private final Network generator;
  private final Network discriminator;
  private final Adam ofGenerator;
  private final Adam ofDiscriminator;
  private final int batch;

  private PyTorch(Recipe recipe, int batch, ScalarType type) {
    this.batch = batch;
    this.type = type;
    this.generator = recipe.generator();
    this.discriminator = recipe.discriminator();
    generator.to(type, false);
    discriminator.to(type, false);
    this.ofGenerator = new Adam(generator.parameters(), adam());
    this.ofDiscriminator = new Adam(discriminator.parameters(), adam());
  }

  /**
   * Measures.
   *
   * @param args recipe, f32 or bf16, batch, steps of a repetition
   */
  public static void main(String[] args) {
    set_num_threads(1);
    ScalarType type = args[1].equals("bf16") ? ScalarType.BFloat16 : ScalarType.Float;
    int batch = Integer.parseInt(args[2]);
    int steps = Integer.parseInt(args[3]);
    PyTorch rival = new PyTorch(Recipe.named(args[0]), batch, type);
    rival.seconds(steps);
    double[] seconds =
        IntStream.range(0, REPETITIONS).mapToDouble(i -> rival.seconds(steps)).sorted().toArray();
    System.out.printf(Locale.ROOT, "%.1f%n", batch * steps / seconds[REPETITIONS / 2]);
  }

  private double seconds(int steps) {
    long begun = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      step();
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  @SuppressWarnings("try") // The scope frees what is made in it.
  private void step() {
    try (PointerScope scope = new PointerScope()) {
      Tensor real = rand(batch, 1, 28, 28).to(type);
      Tensor one = ones(batch, 1).to(type);
      Tensor zero = zeros(batch, 1).to(type);
      Tensor generated = generator.forward(randn(batch, Recipe.LATENT).to(type));
      ofDiscriminator.zero_grad();
      Tensor judged = discriminator.forward(cat(new TensorVector(real, generated.detach())));
      binary_cross_entropy_with_logits(judged, cat(new TensorVector(one, zero))).backward();
      ofDiscriminator.step();
      ofGenerator.zero_grad();
      binary_cross_entropy_with_logits(discriminator.forward(generated), one).backward();
      ofGenerator.step();
    }
  }

  private static AdamOptions adam() {
    AdamOptions options = new AdamOptions(2e-4);
    // A std::tuple lies reversed in memory: index 1 is beta1.
    options.betas().put(1, BETA1);
    return options;
  }
}
