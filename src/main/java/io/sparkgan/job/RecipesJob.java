package io.sparkgan.job;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the built-in recipes, or shows one: {@code jobs/recipes}. */
@Command(
    name = "jobs/recipes",
    description = "Lists the built-in recipes, or shows one: networks, losses, optimisers, plan.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "A recipe as changed by settings of your own: jobs/train --recipe NAME --set ... --dry-run",
      "",
      "Example: jobs/recipes tf-dcgan"
    })
public final class RecipesJob implements Callable<Integer> {
  private static final String ROW = "%-14s %12s %14s  %s%n";

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "a recipe to show: ${COMPLETION-CANDIDATES} (default: list all)",
      completionCandidates = RecipeOptions.RecipeNames.class)
  private Optional<String> name = Optional.empty();

  /** The job before its options are known. */
  RecipesJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(RecipesJob::new, args);
  }

  @Override
  public Integer call() {
    name.ifPresentOrElse(this::show, this::list);
    return ExitCode.DONE.code();
  }

  private void show(String recipe) {
    Settings settings = settings(recipe);
    new RecipeSheet(settings, SettingsReader.quirks(recipe)).print(console.out());
  }

  private void list() {
    console.out().printf(ROW, "recipe", "generator", "discriminator", "what it is, and its source");
    for (String listed : SettingsReader.recipeNames()) {
      Recipe recipe = settings(listed).recipe();
      String generator = parameters(recipe.generator().parameters(recipe.generatorInput()));
      String discriminator =
          parameters(recipe.discriminator().parameters(recipe.discriminatorInput()));
      console.out().printf(ROW, listed, generator, discriminator, recipe.description());
      console.out().printf(ROW, "", "", "", recipe.source());
    }
    console.out().printf("%nThe numbers are parameters; jobs/recipes NAME shows a recipe.%n");
  }

  private static Settings settings(String recipe) {
    return SettingsReader.read(SettingsSources.recipe(recipe)).settings();
  }

  private static String parameters(long count) {
    return "%,d".formatted(count);
  }
}
