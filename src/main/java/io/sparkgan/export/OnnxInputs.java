package io.sparkgan.export;

import static io.sparkgan.export.OnnxAttributes.integer;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import java.util.List;

/**
 * From what users give a network to what its first layer sees: classes are given one-hot, one row
 * an image.
 */
record OnnxInputs(OnnxGraph graph, Recipe recipe) {
  /** What the number of images is called. */
  static final String IMAGES = "batch";

  /** A latent vector, and behind it the class. */
  String ofGenerator() {
    String latent = graph.input("latent", IMAGES, Shape.units(recipe.latent().size()));
    return recipe.conditional() ? joined(latent, classes()) : latent;
  }

  /** An image with its class, and as many of them as are judged together behind each other. */
  String ofDiscriminator() {
    Shape input = recipe.discriminatorInput();
    OnnxShapes shapes = new OnnxShapes(graph);
    String images = graph.input("images", IMAGES, recipe.image());
    if (!recipe.conditional()) {
      return recipe.packing() == 1 ? images : shapes.reshaped(input, images);
    }
    String told;
    if (input.flat()) {
      told = joined(shapes.reshaped(Shape.units(recipe.image().size()), images), classes());
    } else {
      Shape pixel = Shape.image(recipe.classes(), 1, 1);
      String whole = graph.integers("whole", 1, 1, recipe.image().height(), recipe.image().width());
      String planes = graph.node("Expand", List.of(shapes.reshaped(pixel, classes()), whole));
      told = joined(images, planes);
    }
    return recipe.packing() == 1 ? told : shapes.reshaped(input, told);
  }

  private String classes() {
    return graph.input("class", IMAGES, Shape.units(recipe.classes()));
  }

  private String joined(String values, String classes) {
    return graph.node("Concat", List.of(values, classes), integer("axis", 1));
  }
}
