package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.JudgeFolder;
import java.util.Map;
import java.util.Optional;

/** Who looks at the images of a run: what {@code evaluation.judge} says, made sure of. */
final class JudgeChoice {
  private static final String KEY = "evaluation.judge";
  private static final String OPTION = "--judge";

  private JudgeChoice() {}

  /**
   * A configuration that names its judge: the one that is shipped for the data set, or none; or
   * where its folder really is, as a run is resumed from another folder too.
   */
  static Configuration settled(
      Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
    Settings settings = configuration.settings();
    return with(
        configuration,
        switch (settings.evaluation().judge()) {
          case Settings.Evaluation.AUTO -> shipped(settings);
          case Settings.Evaluation.NONE -> Settings.Evaluation.NONE;
          case Shards.EMBEDDED -> Shards.EMBEDDED;
          default -> HadoopFiles.absolute(hadoop, settings.evaluation().judge());
        });
  }

  /** A configuration that names none. */
  static Configuration none(Configuration configuration) {
    return with(configuration, Settings.Evaluation.NONE);
  }

  /** The judge of a data set that travels with the program has the name of the data set. */
  private static String shipped(Settings settings) {
    boolean fits =
        settings.data().uri().equals(Shards.EMBEDDED)
            && problem(JudgeFolder.shipped(Shards.EMBEDDED), settings.recipe()).isEmpty();
    return fits ? Shards.EMBEDDED : Settings.Evaluation.NONE;
  }

  /**
   * The judge that settled settings name, if they do.
   *
   * @throws UserInputException if it is not there or does not fit the recipe
   */
  static Optional<JudgeModel> of(Settings settings, org.apache.hadoop.conf.Configuration hadoop) {
    String judge = settings.evaluation().judge();
    if (judge.equals(Settings.Evaluation.NONE)) {
      return Optional.empty();
    }
    JudgeModel model = read(KEY, judge, hadoop);
    requireFit(KEY, model, settings, "train one with jobs/train-judge, or set it to none");
    return Optional.of(model);
  }

  /**
   * The judge that an option names, else that of a run, else the one that is shipped for its data
   * set.
   *
   * @throws UserInputException if there is none, or it does not fit the recipe
   */
  static JudgeModel of(
      Optional<String> option, Settings run, org.apache.hadoop.conf.Configuration hadoop) {
    JudgeModel model = withoutRun(option, run, hadoop);
    requireFit(OPTION, model, run, "give one that jobs/train-judge made for the run's images");
    return model;
  }

  /**
   * The judge that an option names, else that of some settings, else the one that is shipped for
   * their data set; of images of any recipe, or none.
   *
   * @throws UserInputException if there is none
   */
  static JudgeModel withoutRun(
      Optional<String> option, Settings settings, org.apache.hadoop.conf.Configuration hadoop) {
    String recorded = settings.evaluation().judge();
    String judge =
        option.orElseGet(
            () -> recorded.equals(Settings.Evaluation.NONE) ? shipped(settings) : recorded);
    if (judge.equals(Settings.Evaluation.NONE)) {
      throw new UserInputException(
          "%s: no run names a judge, and none is shipped for %s; give the folder of one that jobs/train-judge made"
              .formatted(OPTION, settings.data().uri()));
    }
    return read(OPTION, judge, hadoop);
  }

  private static void requireFit(String key, JudgeModel model, Settings settings, String advice) {
    problem(model, settings.recipe())
        .ifPresent(
            problem -> {
              throw new UserInputException("%s: %s; %s".formatted(key, problem, advice));
            });
  }

  /** Classes that a recipe asks for are those that its judge tells apart. */
  private static Optional<String> problem(JudgeModel model, Recipe recipe) {
    int classes = model.network().output(model.image()).size();
    if (!model.image().equals(recipe.image())) {
      return Optional.of(
          "judge %s looks at images of %s (height, width, channels), recipe.image is %s"
              .formatted(model.name(), model.image(), recipe.image()));
    }
    return recipe.conditional() && recipe.classes() != classes
        ? Optional.of(
            "judge %s knows %d classes, recipe.classes is %d"
                .formatted(model.name(), classes, recipe.classes()))
        : Optional.empty();
  }

  /** A judge by its name or folder, named by some key or option. */
  private static JudgeModel read(
      String key, String judge, org.apache.hadoop.conf.Configuration hadoop) {
    if (judge.equals(Shards.EMBEDDED)) {
      return JudgeFolder.shipped(judge);
    }
    try {
      return JudgeFolder.read(hadoop, judge);
    } catch (UserInputException e) {
      throw new UserInputException(
          e.problems().stream().map(problem -> key + ": " + problem).toList());
    }
  }

  private static Configuration with(Configuration configuration, String judge) {
    return configuration.with(Map.of(KEY, judge));
  }
}
