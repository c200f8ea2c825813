package io.sparkgan.config;

import java.util.List;

/**
 * Spark, a file system or a machine is not what the work needs, whatever the user gives. Each
 * problem is one line. Jobs print the lines and exit with code 3.
 */
public final class EnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public EnvironmentException(List<String> problems) {
    super(String.join("\n", problems));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("No problem given");
    }
    this.problems = List.copyOf(problems);
  }

  public EnvironmentException(String problem) {
    this(List.of(problem));
  }

  /** The problems, one line each; never empty. */
  public List<String> problems() {
    return problems;
  }
}
