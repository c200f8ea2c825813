package io.sparkgan.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is fuzzed, and the inputs that are kept for each. */
enum Targets {
  IDX(IdxTarget.class, IdxTarget::fuzzerTestOneInput),
  CHECKPOINT(CheckpointTarget.class, CheckpointTarget::fuzzerTestOneInput),
  SETTINGS(SettingsTarget.class, SettingsTarget::fuzzerTestOneInput),
  RUN_JSON(RunJsonTarget.class, RunJsonTarget::fuzzerTestOneInput),
  PICTURE(PictureTarget.class, PictureTarget::fuzzerTestOneInput),
  PARQUET(ParquetTarget.class, ParquetTarget::fuzzerTestOneInput);

  private interface Target {
    void run(byte[] input) throws IOException;
  }

  private final Class<?> type;
  private final Target target;

  Targets(Class<?> type, Target target) {
    this.type = type;
    this.target = target;
  }

  /** The class whose method Jazzer calls. */
  String className() {
    return type.getName();
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
