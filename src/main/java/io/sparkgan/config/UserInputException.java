package io.sparkgan.config;

import java.util.List;

/**
 * What the user gave cannot be used: an option, a configuration key, a data file. Each problem is
 * one line that says what is wrong, where, what was expected and what was found. Jobs print the
 * lines and exit with code 2.
 */
public final class UserInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public UserInputException(List<String> problems) {
    super(String.join("\n", problems));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("No problem given");
    }
    this.problems = List.copyOf(problems);
  }

  public UserInputException(String problem) {
    this(List.of(problem));
  }

  /** The problems, one line each; never empty. */
  public List<String> problems() {
    return problems;
  }
}
