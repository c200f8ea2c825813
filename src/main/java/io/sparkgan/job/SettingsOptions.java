package io.sparkgan.job;

import io.sparkgan.config.ConfParser;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that change a recipe, or any other setting, by its configuration key. */
final class SettingsOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "settings of your own in HOCON; beats the recipe's")
  private Optional<Path> conf = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "any one setting, as in recipe.batch.real=32; repeatable; beats --conf")
  private List<String> sets = new ArrayList<>();

  /** Whether neither was given. */
  boolean none() {
    return conf.isEmpty() && sets.isEmpty();
  }

  /** Sources with what these options say. */
  SettingsSources over(SettingsSources sources) {
    SettingsSources below =
        conf.map(file -> sources.withConf(file.toString(), text(file))).orElse(sources);
    return below.withSets(sets);
  }

  /** The text of a file given as {@code --conf}. */
  static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(ConfParser.LONGEST + 1);
      if (bytes.length > ConfParser.LONGEST) {
        throw new UserInputException(
            "--conf: %s: expected at most %d bytes, found more"
                .formatted(file, ConfParser.LONGEST));
      }
      // Unlike a string's constructor a decoder refuses what is no text.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IOException e) {
      throw new UserInputException("--conf: cannot read %s: %s".formatted(file, reason(e)));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    return e instanceof CharacterCodingException ? "it is not text in UTF-8" : e.getMessage();
  }
}
