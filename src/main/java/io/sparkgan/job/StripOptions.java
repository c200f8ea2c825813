package io.sparkgan.job;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.Interpolation;
import io.sparkgan.gan.Samples;
import io.sparkgan.spark.ClassOrder;
import io.sparkgan.state.GanState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How far a strip goes through the space of latents; it is made by the driver. */
final class StripOptions {
  private static final int ROWS = 10;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "ways of a strip, each from one latent vector to another (default: a row for each class,"
              + " or 10)")
  private Optional<Integer> rows = Optional.empty();

  @Option(
      names = "--steps",
      paramLabel = "M",
      description = "images of each way, both ends included (default: 10)")
  private Optional<Integer> steps = Optional.empty();

  boolean given() {
    return rows.isPresent() || steps.isPresent();
  }

  /**
   * What cannot be drawn, one line each.
   *
   * @param most images in a picture
   */
  List<String> problems(Recipe recipe, int most) {
    List<String> problems = new ArrayList<>();
    if (rows(recipe) < 1) {
      problems.add("--rows: expected at least 1, found " + rows(recipe));
    }
    if (steps() < 2) {
      problems.add("--steps: expected at least 2, found " + steps());
    }
    if (problems.isEmpty() && (long) rows(recipe) * steps() > most) {
      problems.add(
          "--rows: a strip takes at most %d images, found %d rows of %d"
              .formatted(most, rows(recipe), steps()));
    }
    return problems;
  }

  /** Images of each row. */
  int steps() {
    return steps.orElse(ROWS);
  }

  private int rows(Recipe recipe) {
    return rows.orElse(recipe.conditional() ? recipe.classes() : ROWS);
  }

  /**
   * The images, row after row.
   *
   * @param classes the class of each row
   */
  Samples samples(Settings settings, GanState state, SeedSequence seeds, ClassOrder classes) {
    Recipe recipe = settings.recipe();
    int rows = rows(recipe);
    float[] latents = new Interpolation(steps()).rows(recipe.latent(), rows, seeds);
    int[] ofRows = classes.of(0, rows);
    int[] each = new int[ofRows.length * steps()];
    for (int i = 0; i < each.length; i++) {
      each[i] = ofRows[i / steps()];
    }
    ImageGenerator generator = new ImageGenerator(recipe, settings.compute());
    generator.load(state);
    return generator.generate(latents, each);
  }
}
