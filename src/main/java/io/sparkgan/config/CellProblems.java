package io.sparkgan.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong with the cells of a sweep; what is wrong with several is said once. */
public final class CellProblems {
  private final Map<String, List<String>> cells = new LinkedHashMap<>();
  private int checked;

  /** No problem yet. */
  public CellProblems() {}

  /** What is made of a cell; empty if that is refused, for reasons that are kept. */
  public <T> Optional<T> check(String cell, Supplier<T> making) {
    try {
      T made = making.get();
      check(cell, Optional.empty());
      return Optional.of(made);
    } catch (UserInputException e) {
      check(cell, Optional.of(e));
      return Optional.empty();
    }
  }

  /** Keeps why a cell is refused, if it is. */
  public void check(String cell, Optional<UserInputException> refusal) {
    checked++;
    refusal.stream()
        .flatMap(it -> it.problems().stream())
        .forEach(problem -> cells.computeIfAbsent(problem, p -> new ArrayList<>()).add(cell));
  }

  /**
   * Ends the check.
   *
   * @throws UserInputException listing every problem, with the cells that have it, if there is one
   */
  public void throwIfAny() {
    if (!cells.isEmpty()) {
      throw new UserInputException(
          cells.entrySet().stream().map(it -> where(it.getValue()) + it.getKey()).toList());
    }
  }

  private String where(List<String> having) {
    if (having.size() == checked) {
      return "";
    }
    return having.size() == 1
        ? "cell %s: ".formatted(having.get(0))
        : "cell %s and %d more: ".formatted(having.get(0), having.size() - 1);
  }
}
