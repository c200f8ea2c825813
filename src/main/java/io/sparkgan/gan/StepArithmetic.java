package io.sparkgan.gan;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import io.sparkgan.gan.StepProfile.Pass;
import io.sparkgan.gan.StepProfile.Player;
import io.sparkgan.nn.Layers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The floating-point operations of a local step where first the discriminator is updated once, on
 * real and generated images together, and then the generator on the same generated images. What is
 * counted follows from the recipe, not from how it is computed: two for each of {@link
 * LayerSpec#multiplyAdds}, and only of gradients that an update needs. What a gradient penalty
 * takes is not counted.
 */
final class StepArithmetic {
  private final Recipe recipe;
  private final List<Layer> generator;
  private final List<Layer> discriminator;

  StepArithmetic(Recipe recipe, Layers layers) {
    this.recipe = recipe;
    this.generator = layers(layers, recipe.generator(), recipe.generatorInput());
    this.discriminator = layers(layers, recipe.discriminator(), recipe.discriminatorInput());
  }

  /**
   * A layer that computes.
   *
   * @param description what it stands for
   * @param learnsBefore whether a layer before it has parameters, which need the gradient by this
   *     one's input
   */
  record Layer(String description, long multiplyAdds, boolean learnsBefore) {}

  /** The layers of a network as its observer counts them. */
  List<Layer> layers(Player network) {
    return network == Player.GENERATOR ? generator : discriminator;
  }

  /** Operations of a pass in one layer in one step. */
  double flop(Pass pass, int layer) {
    Layer of = layers(pass.network()).get(layer);
    return 2.0 * of.multiplyAdds() * times(pass, of) * examples(pass);
  }

  /** The forward pass and each gradient take the same. */
  private static int times(Pass pass, Layer layer) {
    boolean learns = pass.network() == pass.turn();
    return switch (pass.phase()) {
      case FORWARD -> 1;
      case BACKWARD -> learns ? 1 + (layer.learnsBefore() ? 1 : 0) : 1;
      case UPDATE -> 0;
    };
  }

  private int examples(Pass pass) {
    Recipe.Batch batch = recipe.batch();
    boolean discriminators = pass.turn() == Player.DISCRIMINATOR;
    return switch (pass.network()) {
      case GENERATOR -> discriminators ? batch.generated() : batch.generator();
      case DISCRIMINATOR ->
          (discriminators ? batch.real() + batch.generated() : batch.generator())
              / recipe.packing();
    };
  }

  private static List<Layer> layers(Layers who, NetworkSpec network, Shape input) {
    List<Layer> layers = new ArrayList<>();
    Shape shape = input;
    boolean learnsBefore = false;
    for (Layers.Placed placed : who.of(network, input)) {
      long multiplyAdds = 0;
      boolean learns = false;
      for (LayerSpec spec : placed.specs()) {
        multiplyAdds += spec.multiplyAdds(shape);
        learns |= spec.parameters(shape) > 0;
        shape = spec.output(shape);
      }
      layers.add(new Layer(description(placed.specs()), multiplyAdds, learnsBefore));
      learnsBefore |= learns;
    }
    return List.copyOf(layers);
  }

  private static String description(List<LayerSpec> specs) {
    return specs.stream()
        .filter(it -> !(it instanceof LayerSpec.Reshape || it instanceof LayerSpec.Flatten))
        .map(LayerSpec::description)
        .collect(Collectors.joining(" + "));
  }
}
