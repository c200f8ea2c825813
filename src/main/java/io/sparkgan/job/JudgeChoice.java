package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Shape;
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

  /** The configuration of a run that has begun: where nobody settled on a judge, it has none. */
  static Configuration recorded(Configuration configuration) {
    return configuration.settings().evaluation().judge().equals(Settings.Evaluation.AUTO)
        ? with(configuration, Settings.Evaluation.NONE)
        : configuration;
  }

  /**
   * The judge of a data set that travels with the program has the name of the data set. If images
   * of the recipe are of another size, loading the data says so.
   */
  private static String shipped(Settings settings) {
    boolean fits =
        settings.data().uri().equals(Shards.EMBEDDED)
            && JudgeFolder.shipped(Shards.EMBEDDED).image().equals(settings.recipe().image());
    return fits ? Shards.EMBEDDED : Settings.Evaluation.NONE;
  }

  /**
   * The judge that settled settings name, if they do.
   *
   * @throws UserInputException if it is not there or looks at images of another size
   */
  static Optional<JudgeModel> of(Settings settings, org.apache.hadoop.conf.Configuration hadoop) {
    String judge = settings.evaluation().judge();
    return judge.equals(Settings.Evaluation.NONE)
        ? Optional.empty()
        : Optional.of(read(KEY, judge, settings.recipe().image(), hadoop));
  }

  /**
   * The judge that an option names, else that of recorded settings, else the one that is shipped
   * for their data set.
   *
   * @throws UserInputException if there is none, or it looks at images of another size
   */
  static JudgeModel of(
      Optional<String> option, Settings settings, org.apache.hadoop.conf.Configuration hadoop) {
    Shape image = settings.recipe().image();
    if (option.isPresent()) {
      return read("--judge", option.get(), image, hadoop);
    }
    String recorded = settings.evaluation().judge();
    String judge = recorded.equals(Settings.Evaluation.NONE) ? shipped(settings) : recorded;
    if (judge.equals(Settings.Evaluation.NONE)) {
      throw new UserInputException(
          "--judge: the run has no judge, and none is shipped for %s; give the folder of one that jobs/train-judge made"
              .formatted(settings.data().uri()));
    }
    return read(KEY, judge, image, hadoop);
  }

  /** A judge by its name or folder, named by some key or option. */
  private static JudgeModel read(
      String key, String judge, Shape image, org.apache.hadoop.conf.Configuration hadoop) {
    JudgeModel model =
        judge.equals(Shards.EMBEDDED) ? JudgeFolder.shipped(judge) : folder(key, judge, hadoop);
    if (!model.image().equals(image)) {
      throw new UserInputException(
          "%s: judge %s looks at images of %s (height, width, channels), recipe.image is %s; train another with jobs/train-judge, or give none"
              .formatted(key, model.name(), model.image(), image));
    }
    return model;
  }

  private static JudgeModel folder(
      String key, String uri, org.apache.hadoop.conf.Configuration hadoop) {
    try {
      return JudgeFolder.read(hadoop, uri);
    } catch (UserInputException e) {
      throw new UserInputException(
          e.problems().stream().map(problem -> key + ": " + problem).toList());
    }
  }

  private static Configuration with(Configuration configuration, String judge) {
    return configuration.with(Map.of(KEY, judge));
  }
}
