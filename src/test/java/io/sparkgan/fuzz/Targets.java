package io.sparkgan.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is fuzzed, and the inputs that are kept for each. */
enum Targets {
  IDX(20_000, IdxTarget.class, IdxTarget::fuzzerTestOneInput),
  CHECKPOINT(20_000, CheckpointTarget.class, CheckpointTarget::fuzzerTestOneInput),
  SETTINGS(200, SettingsTarget.class, SettingsTarget::fuzzerTestOneInput),
  RUN_JSON(500, RunJsonTarget.class, RunJsonTarget::fuzzerTestOneInput),
  PICTURE(3_000, PictureTarget.class, PictureTarget::fuzzerTestOneInput),
  PARQUET(1_000, ParquetTarget.class, ParquetTarget::fuzzerTestOneInput);

  private interface Target {
    void run(byte[] input) throws IOException;
  }

  private final int fewest;
  private final Class<?> type;

  @SuppressWarnings("ImmutableEnumChecker") // A method, and no state.
  private final Target target;

  Targets(int fewest, Class<?> type, Target target) {
    this.fewest = fewest;
    this.type = type;
    this.target = target;
  }

  /** The class whose method Jazzer calls. */
  String className() {
    return type.getName();
  }

  /** Inputs to try where no time is given: some seconds' worth. */
  int fewest() {
    return fewest;
  }

  void run(byte[] input) throws IOException {
    target.run(input);
  }

  /** The folder of its inputs. */
  Path corpus() {
    return Path.of("src/test/resources/fuzz", type.getSimpleName());
  }

  List<Path> inputs() {
    try (Stream<Path> files = Files.list(corpus())) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
