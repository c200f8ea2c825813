package io.sparkgan.job;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.UserInputException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How many images are scored, and how many together. */
final class ProtocolOption {
  @Option(
      names = "--protocol",
      paramLabel = "P",
      split = ",",
      description =
          "batch32, n500 or n10000, or several of them: how many images are scored, and how many"
              + " together (default: the run's; of --images all that it has enough images for)")
  private List<String> protocols = List.of();

  /** Those that are asked for, else those of a run. */
  List<Protocol> orElse(List<Protocol> ofRun) {
    return protocols.isEmpty() ? ofRun : asked();
  }

  /**
   * Those that are asked for, else those that a file has enough images for.
   *
   * @throws UserInputException if it has not
   */
  List<Protocol> of(ImageFile file) {
    List<Protocol> wanted = orElse(List.of(Protocol.values()));
    List<Protocol> possible =
        wanted.stream().filter(protocol -> protocol.samples() <= file.count()).toList();
    if (possible.isEmpty() || (!protocols.isEmpty() && possible.size() < wanted.size())) {
      Protocol tooLarge =
          wanted.stream()
              .filter(protocol -> !possible.contains(protocol))
              .min(Comparator.comparing(Protocol::samples))
              .orElseThrow();
      throw new UserInputException(
          "--protocol: %s scores %d images, %s has %d; give more images%s"
              .formatted(
                  tooLarge.text(),
                  tooLarge.samples(),
                  file.uri(),
                  file.count(),
                  file.count() < Protocol.N500.samples() ? "" : " or another protocol"));
    }
    return possible;
  }

  private List<Protocol> asked() {
    return protocols.stream().map(ProtocolOption::named).distinct().toList();
  }

  private static Protocol named(String text) {
    return Arrays.stream(Protocol.values())
        .filter(protocol -> protocol.text().equals(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new UserInputException(
                    "--protocol: expected some of %s, found '%s'"
                        .formatted(
                            Arrays.stream(Protocol.values())
                                .map(Protocol::text)
                                .collect(Collectors.joining(", ")),
                            text)));
  }
}
