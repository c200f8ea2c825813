package io.sparkgan.job;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.OutputFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Lists the built-in recipes, or shows one as it is or as changed by settings: {@code
 * jobs/recipes}.
 */
@Command(
    name = "jobs/recipes",
    description = "Lists the built-in recipes, or shows one: networks, losses, optimisers, plan.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Examples:",
      "  jobs/recipes tf-dcgan",
      "  jobs/recipes tf-dcgan --set recipe.objective=hinge",
      "  jobs/recipes tf-dcgan --picture tf-dcgan.svg"
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

  @Option(
      names = "--picture",
      paramLabel = "FILE.svg",
      description = "draw both networks of NAME, layer by layer, into a file that is not there yet")
  private Optional<String> picture = Optional.empty();

  @Mixin private SettingsOptions options = new SettingsOptions();

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
    Settings settings =
        SettingsReader.read(options.over(SettingsSources.recipe(recipe))).settings();
    if (picture.isPresent()) {
      draw(settings.recipe(), picture.get());
      return;
    }
    new RecipeSheet(settings).print(console.out());
    new QuirkTable(SettingsReader.quirks(recipe)).print(console.out());
  }

  private void draw(Recipe recipe, String uri) {
    OutputFile file = OutputFile.planned(new Configuration(), uri, OutputFile.IfExists.REFUSE);
    byte[] svg = new RecipePicture(recipe).svg().getBytes(StandardCharsets.UTF_8);
    file.write(out -> out.write(svg));
    console.out().println(file.uri());
  }

  private void list() {
    if (!options.none() || picture.isPresent()) {
      throw new UserInputException(
          "--conf, --set and --picture: give the NAME of a recipe to change or draw");
    }
    console.out().printf(ROW, "recipe", "generator", "discriminator", "what it is, and its source");
    for (String listed : SettingsReader.recipeNames()) {
      Recipe recipe = SettingsReader.read(SettingsSources.recipe(listed)).settings().recipe();
      String generator = parameters(recipe.generator().parameters(recipe.generatorInput()));
      String discriminator =
          parameters(recipe.discriminator().parameters(recipe.discriminatorInput()));
      console.out().printf(ROW, listed, generator, discriminator, recipe.description());
      console.out().printf(ROW, "", "", "", recipe.source());
    }
    console.out().printf("%nThe numbers are parameters; jobs/recipes NAME shows a recipe.%n");
  }

  private static String parameters(long count) {
    return "%,d".formatted(count);
  }
}
