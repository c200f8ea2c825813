package io.sparkgan.config;

import java.util.regex.Pattern;

/** The keys of a {@link Recipe}. */
final class RecipeKeys {
  private static final int LONGEST_SIDE = 1024;
  private static final int MOST_CHANNELS = 16;
  private static final int LARGEST_LATENT = 65_536;
  private static final int LARGEST_BATCH = 65_536;
  private static final int LARGEST_BANK = 1 << 30;
  private static final int MOST_CLASSES = 255;
  private static final int MOST_PACKED = 64;
  private static final int MOST_STEPS = 1000;

  /** Fit to be part of a file name. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final Pattern LINE = Pattern.compile(".+");

  private RecipeKeys() {}

  static Recipe read(Cursor c) {
    c.flag("faithful", false); // Has had its effect on the other keys.
    Recipe recipe =
        new Recipe(
            c.text("name", NAME, "a name of letters, digits, dots, hyphens and underscores"),
            c.text("description", LINE, "one line of text"),
            c.text("source", LINE, "one line of text"),
            c.section("image", RecipeKeys::image),
            c.oneOf(Recipe.PixelRange.class, "pixels"),
            classes(c),
            c.count("packing", 1, MOST_PACKED),
            c.section("latent", RecipeKeys::latent),
            c.section("batch", RecipeKeys::batch),
            LossKeys.read(c),
            c.section("updates", RecipeKeys::updates),
            c.section("generator", NetworkKeys::read),
            c.section("discriminator", NetworkKeys::read),
            c.flag("bf16", false));
    new RecipeCheck(recipe, c.problems()).run();
    return recipe;
  }

  private static int classes(Cursor c) {
    int classes = c.count("classes", 2, MOST_CLASSES);
    return c.flag("conditional", false) ? classes : 0;
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
        c.oneOf(Recipe.Latent.ForGenerator.class, "generatorTurn"),
        c.count("bank", 0, LARGEST_BANK));
  }

  private static Recipe.Batch batch(Cursor c) {
    return new Recipe.Batch(
        c.count("real", 1, LARGEST_BATCH),
        c.count("generated", 1, LARGEST_BATCH),
        c.count("generator", 1, LARGEST_BATCH),
        c.oneOf(Recipe.Batch.Drawing.class, "drawing"),
        c.count("perUpdate", 0, LARGEST_BATCH));
  }

  private static Updates updates(Cursor c) {
    return new Updates(
        c.oneOf(Updates.Plan.class, "plan"),
        c.oneOf(Updates.First.class, "first"),
        c.count("discriminatorSteps", 1, MOST_STEPS),
        c.count("discriminatorWarmUp", 0, Integer.MAX_VALUE),
        c.oneOf(Updates.DiscriminatorOptimisers.class, "discriminatorOptimisers"),
        c.oneOf(Updates.Learns.class, "generatorTurn"),
        c.oneOf(Updates.GeneratedIn.class, "generatedIn"),
        c.oneOf(Updates.Counter.class, "counter"),
        c.oneOf(Updates.BiasCorrection.class, "biasCorrection"));
  }
}
