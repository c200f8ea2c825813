package io.sparkgan.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what is wrong with a configuration, so that all of it is reported together. */
final class Problems {
  private record Problem(String path, String line) {}

  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, ConfigOrigin> origins = new HashMap<>();

  /** Remembers where a key was written, for messages about it and about what is missing in it. */
  void saw(String path, ConfigOrigin origin) {
    origins.put(path, origin);
  }

  /**
   * Adds a problem.
   *
   * @param path the key with all sections around it, as {@code recipe.generator.layers[3].units}
   */
  void add(String path, String what) {
    String where = origin(path).map(" (%s)"::formatted).orElse("");
    problems.add(new Problem(path, (path + where + ": " + what).replaceAll("\\s*\\R\\s*", " ")));
  }

  /** Whether a key, the sections around it and all inside it are without problem. */
  boolean noneAt(String path) {
    return problems.stream()
        .noneMatch(problem -> contains(problem.path, path) || contains(path, problem.path));
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new UserInputException(problems.stream().map(Problem::line).toList());
    }
  }

  private static boolean contains(String outer, String inner) {
    return inner.equals(outer) || inner.startsWith(outer + ".") || inner.startsWith(outer + "[");
  }

  private Optional<String> origin(String path) {
    String known = path;
    while (!origins.containsKey(known) && !known.isEmpty()) {
      known =
          known.substring(0, Math.max(0, Math.max(known.lastIndexOf('.'), known.lastIndexOf('['))));
    }
    // A section that several files write has no place of its own.
    return Optional.ofNullable(origins.get(known))
        .map(ConfigOrigin::description)
        .filter(description -> !description.startsWith("merge of"));
  }
}
