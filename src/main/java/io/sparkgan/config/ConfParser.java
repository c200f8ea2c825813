package io.sparkgan.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Parses HOCON and JSON that may be anything. Typesafe's parser goes as deep as the text does, and
 * so does whoever walks what it made; here a text that is too long or too deep is an error like
 * another.
 */
public final class ConfParser {
  /** Far more than any configuration has, in characters or bytes. */
  public static final int LONGEST = 1 << 20;

  private static final int DEEPEST = 100;

  /** What is left to look at, and how many sections and lists are around it. */
  private record Nested(ConfigValue value, int depth) {}

  private ConfParser() {}

  /**
   * Parses JSON that is nothing more: comments, includes and substitutions are errors.
   *
   * @param origin what messages call it
   * @throws ConfigException if it is not JSON, too long, or too deep
   */
  public static Config json(String text, String origin) {
    return parse(
        text,
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setOriginDescription(origin));
  }

  static Config parse(String text, ConfigParseOptions options) {
    if (text.length() > LONGEST) {
      throw new ConfigException.Generic(
          "expected at most %d characters, found %d".formatted(LONGEST, text.length()));
    }
    try {
      Config parsed = ConfigFactory.parseString(text, options);
      requireShallow(parsed);
      return parsed;
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  /**
   * Replaces substitutions, of which none reads an environment variable or a system property.
   *
   * @throws ConfigException if one cannot be replaced, or the result is too deep
   */
  static Config resolve(Config config) {
    try {
      Config resolved = config.resolve(ConfigResolveOptions.noSystem());
      requireShallow(resolved);
      return resolved;
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  private static void requireShallow(Config config) {
    Deque<Nested> left = new ArrayDeque<>(List.of(new Nested(config.root(), 0)));
    while (!left.isEmpty()) {
      Nested next = left.pop();
      if (next.depth() > DEEPEST) {
        throw tooDeep();
      }
      inside(next.value()).forEach(value -> left.push(new Nested(value, next.depth() + 1)));
    }
  }

  private static Collection<ConfigValue> inside(ConfigValue value) {
    try {
      if (value instanceof ConfigObject object) {
        return object.values();
      }
      return value instanceof ConfigList list ? list : List.of();
    } catch (ConfigException.NotResolved e) {
      return List.of(); // Seen again once its substitutions are replaced.
    }
  }

  private static ConfigException tooDeep() {
    return new ConfigException.Generic(
        "expected at most %d sections, lists or includes inside each other, found more"
            .formatted(DEEPEST));
  }
}
