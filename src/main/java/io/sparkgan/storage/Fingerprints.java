package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint depends on, each as a short text that is equal only for equal things.
 *
 * @param layout the sections of the state ({@link io.sparkgan.state.Layout#fingerprint})
 * @param configuration the settings that decide a run's bits
 * @param data the images
 */
public record Fingerprints(String layout, String configuration, String data) {

  /**
   * Refuses a checkpoint of another run.
   *
   * @param found the checkpoint's own
   * @param file names the checkpoint in the error
   * @throws UserInputException naming each of layout, configuration and data that differs
   */
  public void requireSameRun(Fingerprints found, String file) {
    List<String> problems = new ArrayList<>();
    compare(problems, file, "layout", layout, found.layout);
    compare(problems, file, "configuration", configuration, found.configuration);
    compare(problems, file, "data", data, found.data);
    if (!problems.isEmpty()) {
      throw new UserInputException(problems);
    }
  }

  private static void compare(
      List<String> problems, String file, String what, String expected, String found) {
    if (!expected.equals(found)) {
      problems.add(
          "Checkpoint %s belongs to another run: %s differs, expected %s, found %s; start a new run"
              .formatted(file, what, expected, found));
    }
  }
}
