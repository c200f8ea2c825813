package io.sparkgan.config;

import io.sparkgan.config.LayerSpec.Activation;
import io.sparkgan.config.Recipe.PixelRange;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must hold between the keys of a recipe's networks and images; {@link MethodCheck} has the
 * rest.
 */
record RecipeCheck(Recipe recipe, Problems problems) {
  static final String GENERATOR = "recipe.generator.layers";
  static final String DISCRIMINATOR = "recipe.discriminator.layers";

  void run() {
    List<Rule> rules =
        List.of(
            Rule.over(
                this::checkGenerator,
                GENERATOR,
                "recipe.image",
                "recipe.classes",
                "recipe.conditional",
                "recipe.latent.size"),
            Rule.over(
                this::checkDiscriminator,
                DISCRIMINATOR,
                "recipe.image",
                "recipe.classes",
                "recipe.conditional",
                "recipe.packing"),
            Rule.over(this::checkPixels, GENERATOR, "recipe.pixels"),
            Rule.over(this::checkLogit, DISCRIMINATOR));
    List<Rule> methods = new MethodCheck(recipe, problems).rules();
    Rule.checkAll(Stream.concat(rules.stream(), methods.stream()).toList(), problems);
  }

  private void checkGenerator() {
    List<LayerSpec> layers = recipe.generator().layers();
    checkShapes(GENERATOR, layers, recipe.generatorInput(), recipe.image());
  }

  private void checkDiscriminator() {
    List<LayerSpec> layers = recipe.discriminator().layers();
    checkShapes(DISCRIMINATOR, layers, recipe.discriminatorInput(), Shape.units(1));
  }

  private void checkShapes(String path, List<LayerSpec> layers, Shape input, Shape output) {
    Shape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      try {
        shape = layers.get(i).output(shape);
      } catch (IllegalArgumentException e) {
        String layer = layers.get(i).type();
        problems.add(
            "%s[%d]".formatted(path, i),
            "%s does not fit its input of %s: %s".formatted(layer, shape, e.getMessage()));
        return;
      }
    }
    if (!shape.equals(output)) {
      problems.add(
          path,
          "expected layers from %s to %s, found that they end in %s"
              .formatted(words(input), words(output), words(shape)));
    }
  }

  private static String words(Shape shape) {
    return shape.flat() ? "a vector of " + shape : "an image of " + shape;
  }

  private void checkPixels() {
    boolean unit = recipe.pixels() == PixelRange.UNIT;
    Activation expected =
        new Activation(unit ? Activation.Function.SIGMOID : Activation.Function.TANH);
    String found =
        recipe.generator().layers().stream()
            .filter(l -> !(l instanceof LayerSpec.Reshape || l instanceof LayerSpec.Flatten))
            .reduce((before, last) -> last)
            .map(LayerSpec::type)
            .orElse("no layer");
    if (!found.equals(expected.type())) {
      problems.add(
          GENERATOR,
          "expected %s at the end, because recipe.pixels is %s, found %s"
              .formatted(expected.type(), unit ? "unit" : "symmetric", found));
    }
  }

  private void checkLogit() {
    List<LayerSpec> layers = recipe.discriminator().layers();
    if (!layers.isEmpty() && layers.get(layers.size() - 1) instanceof Activation last) {
      problems.add(
          DISCRIMINATOR,
          "expected a logit at the end, as the sigmoid is in the loss, found " + last.type());
    }
  }
}
