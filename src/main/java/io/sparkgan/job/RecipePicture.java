package io.sparkgan.job;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import java.util.stream.Stream;

/**
 * Both networks of a recipe side by side as an SVG picture. A bar is a layer; it is the longer the
 * more values come out of it, and coloured if it has parameters to learn.
 */
record RecipePicture(Recipe recipe) {
  private static final int COLUMN = 460;
  private static final int MARGIN = 20;
  private static final int ROW = 44;
  private static final int TOP = 70;
  private static final int LONGEST = COLUMN - 2 * MARGIN - 180;
  private static final int SHORTEST = 16;

  /** Values that the longest bar stands for. */
  private static final double MOST = 100_000;

  /** The text of the SVG file. */
  String svg() {
    int rows =
        1
            + Stream.of(recipe.generator(), recipe.discriminator())
                .mapToInt(network -> network.layers().size())
                .max()
                .orElseThrow();
    int height = TOP + rows * ROW + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
        <title>Networks of %s</title>
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        """
            .formatted(2 * COLUMN, height, recipe.name()));
    column(svg, 0, "Generator", recipe.generator(), recipe.generatorInput());
    column(svg, COLUMN, "Discriminator", recipe.discriminator(), recipe.discriminatorInput());
    return svg.append("</svg>\n").toString();
  }

  private static void column(
      StringBuilder svg, int left, String name, NetworkSpec network, Shape input) {
    text(svg, left + MARGIN, 30, "font-size=\"18\" font-weight=\"bold\"", name);
    String parameters = "%,d parameters".formatted(network.parameters(input));
    text(svg, left + MARGIN, 50, "fill=\"#555\"", parameters);
    row(svg, left, 0, "input", input, 0);
    Shape shape = input;
    int row = 1;
    for (LayerSpec layer : network.layers()) {
      long learned = layer.parameters(shape);
      shape = layer.output(shape);
      row(svg, left, row++, layer.description(), shape, learned);
    }
  }

  private static void row(
      StringBuilder svg, int left, int row, String layer, Shape output, long parameters) {
    int top = TOP + row * ROW;
    String learned = parameters == 0 ? "" : ", %,d parameters".formatted(parameters);
    text(svg, left + MARGIN, top + 12, "", layer);
    svg.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"10\" rx=\"2\" fill=\"%s\"/>%n"
            .formatted(
                left + MARGIN, top + 18, length(output), parameters == 0 ? "#c3c9d1" : "#2f6db5"));
    text(
        svg,
        left + COLUMN - MARGIN,
        top + 27,
        "text-anchor=\"end\" fill=\"#555\" font-size=\"11\"",
        output + learned);
  }

  /** By the logarithm, so that one value and the many of a layer of channels can both be seen. */
  private static int length(Shape shape) {
    double share = Math.log(shape.size()) / Math.log(MOST);
    return (int) Math.round(SHORTEST + Math.min(1, share) * (LONGEST - SHORTEST));
  }

  private static void text(StringBuilder svg, int x, int y, String style, String text) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" %s>%s</text>%n"
            .formatted(x, y, style, text.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
