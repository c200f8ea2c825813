package io.sparkgan.storage;

import io.sparkgan.config.PlainText;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a checkpoint depends on, each as a short text that is equal only for equal things.
 *
 * @param layout the sections of the state ({@link io.sparkgan.state.Layout#fingerprint})
 * @param configuration the settings that decide a run's bits
 * @param data the images
 */
public record Fingerprints(String layout, String configuration, String data) {

  /**
   * Why a checkpoint is another run's, in one line: each of layout, configuration and data that
   * differs; empty if it is of this run.
   *
   * @param found the checkpoint's own
   * @param file names the checkpoint in the line
   */
  Optional<String> difference(Fingerprints found, String file) {
    String differences =
        Stream.of(
                difference("layout", layout, found.layout),
                difference("configuration", configuration, found.configuration),
                difference("data", data, found.data))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Checkpoint %s belongs to another run: %s"
                // Either side may say anything of itself.
                .formatted(file, PlainText.line(differences)));
  }

  private static Optional<String> difference(String what, String expected, String found) {
    return expected.equals(found)
        ? Optional.empty()
        : Optional.of("%s differs, expected %s, found %s".formatted(what, expected, found));
  }
}
