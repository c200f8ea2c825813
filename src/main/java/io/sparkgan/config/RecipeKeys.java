package io.sparkgan.config;

import java.util.regex.Pattern;

/** The keys of a {@link Recipe}. */
final class RecipeKeys {
  private static final int LONGEST_SIDE = 1024;
  private static final int MOST_CHANNELS = 16;
  private static final int LARGEST_LATENT = 65_536;
  private static final int LARGEST_BATCH = 65_536;

  /** Fit to be part of a file name. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final Pattern LINE = Pattern.compile(".+");

  private RecipeKeys() {}

  static Recipe read(Cursor c) {
    Recipe recipe =
        new Recipe(
            c.text("name", NAME, "a name of letters, digits, dots, hyphens and underscores"),
            c.text("description", LINE, "one line of text"),
            c.section("image", RecipeKeys::image),
            c.oneOf(Recipe.PixelRange.class, "pixels"),
            c.section("latent", RecipeKeys::latent),
            c.section("batch", RecipeKeys::batch),
            c.oneOf(Recipe.UpdatePlan.class, "plan"),
            c.section("generator", NetworkKeys::read),
            c.section("discriminator", NetworkKeys::read));
    new RecipeCheck(recipe, c.problems()).run();
    return recipe;
  }

  private static Shape image(Cursor c) {
    int height = c.count("height", 1, LONGEST_SIDE);
    int width = c.count("width", 1, LONGEST_SIDE);
    return Shape.image(c.count("channels", 1, MOST_CHANNELS), height, width);
  }

  private static Recipe.Latent latent(Cursor c) {
    return new Recipe.Latent(
        c.count("size", 1, LARGEST_LATENT),
        c.oneOf(Recipe.Latent.Distribution.class, "distribution"),
        c.oneOf(Recipe.Latent.GeneratorTurn.class, "generatorTurn"));
  }

  private static Recipe.Batch batch(Cursor c) {
    return new Recipe.Batch(
        c.count("real", 1, LARGEST_BATCH),
        c.count("generated", 1, LARGEST_BATCH),
        c.count("generator", 1, LARGEST_BATCH),
        c.oneOf(Recipe.Batch.Drawing.class, "drawing"));
  }
}
