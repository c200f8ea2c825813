package io.sparkgan.job;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import java.io.PrintStream;
import java.util.stream.Stream;

/** Both networks of a recipe, layer by layer: settings, output shape, parameters. */
record NetworkTable(Recipe recipe) {
  private static final int NARROWEST = 24;

  void print(PrintStream out) {
    print(out, "generator", recipe.generator(), recipe.generatorInput());
    out.println();
    print(out, "discriminator", recipe.discriminator(), recipe.discriminatorInput());
  }

  private void print(PrintStream out, String name, NetworkSpec network, Shape input) {
    row(out, name, "output", "parameters");
    row(out, "  input", input, "");
    Shape shape = input;
    for (LayerSpec layer : network.layers()) {
      long parameters = layer.parameters(shape);
      shape = layer.output(shape);
      row(out, "  " + layer.description(), shape, parameters == 0 ? "" : count(parameters));
    }
    row(out, "  total", "", count(network.parameters(input)));
    out.printf(
        "  begins with weights %s, biases %s%n",
        network.weights().description(), network.biases().description());
    out.printf("  learns by %s%n", network.optimiser().description());
  }

  private void row(PrintStream out, String layer, Object shape, String parameters) {
    String row = "%-" + width() + "s %12s %12s";
    out.println(row.formatted(layer, shape, parameters).stripTrailing());
  }

  private static String count(long parameters) {
    return "%,d".formatted(parameters);
  }

  /** Both tables have the same columns. */
  private int width() {
    return Stream.of(recipe.generator(), recipe.discriminator())
        .flatMap(network -> network.layers().stream())
        .mapToInt(layer -> 2 + layer.description().length())
        .reduce(NARROWEST, Math::max);
  }
}
