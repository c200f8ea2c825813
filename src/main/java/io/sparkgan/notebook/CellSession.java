package io.sparkgan.notebook;

import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;

/**
 * Cells of one notebook, run one after another in this JVM: what one declares the later ones know.
 */
final class CellSession implements AutoCloseable {
  /** What a notebook would otherwise begin with, JShell's own habit. */
  private static final List<String> IMPORTS =
      List.of("import java.util.*;", "import java.util.stream.*;", "import java.nio.file.*;");

  private final JShell shell;
  private final LastValue last;

  private CellSession(JShell shell, LastValue last) {
    this.shell = shell;
    this.last = last;
  }

  /**
   * Begins with nothing declared.
   *
   * @param classPath what cells can use
   */
  static CellSession start(String classPath) {
    LastValue last = new LastValue();
    JShell shell =
        JShell.builder().executionEngine(last, Map.of()).compilerOptions("--release", "17").build();
    Stream.of(classPath.split(File.pathSeparator, -1)).forEach(shell::addToClasspath);
    IMPORTS.forEach(shell::eval);
    return new CellSession(shell, last);
  }

  /**
   * Runs a cell.
   *
   * @return the value of its last snippet, if that is an expression with a value
   * @throws CellFailure if it is no Java or throws; what came before in the cell is done
   */
  Optional<Object> run(String cell) {
    Optional<Object> value = Optional.empty();
    String rest = cell;
    while (!rest.isBlank()) {
      CompletionInfo snippet = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      // What is not complete has no source, and is told to be wrong when it is run.
      String source = Optional.ofNullable(snippet.source()).orElse(rest);
      rest = snippet.source() == null ? "" : snippet.remaining();
      value = snippet(source);
    }
    return value;
  }

  private Optional<Object> snippet(String source) {
    Optional<Object> value = Optional.empty();
    for (SnippetEvent event : shell.eval(source)) {
      // Others tell what became of earlier snippets.
      if (event.causeSnippet() == null) {
        requireDone(event, source);
        value = isExpression(event.snippet()) ? last.get() : Optional.empty();
      }
    }
    return value;
  }

  private static boolean isExpression(Snippet snippet) {
    return snippet.kind() == Snippet.Kind.EXPRESSION
        || snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }

  private void requireDone(SnippetEvent event, String source) {
    if (event.status() == Snippet.Status.REJECTED) {
      String problems =
          shell
              .diagnostics(event.snippet())
              .map(it -> it.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n"));
      throw new CellFailure(problems + "\nin: " + source.strip());
    }
    if (event.exception() instanceof EvalException e) {
      throw new CellFailure(
          "%s: %s%s".formatted(e.getExceptionClassName(), e.getMessage(), causes(e)), e);
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      throw new CellFailure("%s is not complete yet".formatted(e.getSnippet().source().strip()), e);
    }
  }

  private static String causes(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      text.append("\nbecause: ").append(cause.getMessage());
    }
    return text.toString();
  }

  /** Asks the cell that runs to end. */
  void interrupt() {
    shell.stop();
  }

  @Override
  public void close() {
    shell.close();
  }
}
