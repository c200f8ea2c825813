package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.UserInputException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The data set that images are compared with, if it is not that of a run. */
final class DataOption {
  private static final String NAME = "--data";
  private static final String KEY = "data.uri";

  @Option(
      names = NAME,
      paramLabel = "URI",
      description =
          "the real images to compare with: mnist (embedded), a folder of IDX files, or a Parquet"
              + " table (default: the run's, else mnist)")
  private Optional<String> uri = Optional.empty();

  boolean given() {
    return uri.isPresent();
  }

  /** A configuration whose data set is the one that is asked for. */
  Configuration in(Configuration configuration) {
    return uri.map(it -> configuration.with(Map.of(KEY, it))).orElse(configuration);
  }

  /** What is wrong with the data set, under the name that the user gave it by. */
  UserInputException named(UserInputException mistake) {
    return given() ? named(NAME, mistake) : mistake;
  }

  /** What is wrong with the data set, under the name of an option. */
  static UserInputException named(String option, UserInputException mistake) {
    return new UserInputException(
        mistake.problems().stream()
            .map(
                problem ->
                    problem.startsWith(KEY + ":")
                        ? option + problem.substring(KEY.length())
                        : problem)
            .toList());
  }
}
