package io.sparkgan.job;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.PlainText;
import io.sparkgan.config.UserInputException;
import io.sparkgan.spark.OutOfMemoryException;
import io.sparkgan.storage.DamagedCheckpointException;
import io.sparkgan.storage.HdfsTrouble;
import io.sparkgan.training.DivergedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a command and turns whatever becomes of it into one clear line and an exit code. */
final class JobMain {
  /** Whoever makes more mistakes has given the wrong file. */
  private static final int MOST_PROBLEMS = 100;

  private static final String STACK_TRACE = "SPARKGAN_STACK_TRACE";

  private final Console console;

  JobMain(Console console) {
    this.console = console;
  }

  /** Runs a command as this process, and ends the process. */
  static void exit(Function<Console, Callable<Integer>> command, String... args) {
    // Figures look the same everywhere, as a script that reads them expects.
    Locale.setDefault(Locale.ROOT);
    Console console = Console.system();
    System.exit(new JobMain(console).run(command.apply(console), args));
  }

  /** The exit code of a command. */
  int run(Callable<Integer> command, String... args) {
    CommandLine line = new CommandLine(command);
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.setParameterExceptionHandler((mistake, given) -> refuse(mistake));
    line.setExecutionExceptionHandler((failure, at, parsed) -> report(failure));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // An argument is what it says, and never the name of a file with more arguments.
    line.setExpandAtFiles(false);
    line.getCommandSpec().usageMessage().width(100);
    try {
      return line.execute(args);
    } catch (Error e) {
      // Too little memory, or a native library that this machine does not take.
      return report(e);
    }
  }

  private int refuse(ParameterException mistake) {
    String suggestion = "";
    if (mistake instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      suggestion = "; did you mean %s?".formatted(unmatched.getSuggestions().get(0));
    }
    error(mistake.getMessage() + suggestion);
    console
        .err()
        .printf("%s --help tells all options%n", mistake.getCommandLine().getCommandName());
    return ExitCode.USER_INPUT.code();
  }

  private int report(Throwable failure) {
    if (failure instanceof UserInputException mistake) {
      mistake.problems().stream().limit(MOST_PROBLEMS).forEach(this::error);
      if (mistake.problems().size() > MOST_PROBLEMS) {
        error("%d more of the kind".formatted(mistake.problems().size() - MOST_PROBLEMS));
      }
      return ExitCode.USER_INPUT.code();
    }
    if (failure instanceof EnvironmentException lacking) {
      lacking.problems().forEach(this::error);
      return ExitCode.ENVIRONMENT.code();
    }
    if (failure instanceof DamagedCheckpointException) {
      error(failure.getMessage());
      return ExitCode.USER_INPUT.code();
    }
    if (failure instanceof DivergedException) {
      error(failure.getMessage());
      return ExitCode.DIVERGED.code();
    }
    if (failure instanceof OutOfMemoryError error) {
      return report(new OutOfMemoryException(error));
    }
    if (failure instanceof OutOfMemoryException) {
      error(failure.getMessage());
      return ExitCode.ENVIRONMENT.code();
    }
    Optional<String> hdfs = HdfsTrouble.line(failure);
    if (hdfs.isPresent()) {
      error(hdfs.get());
      return ExitCode.ENVIRONMENT.code();
    }
    error(failure instanceof UncheckedIOException io ? unreached(io) : firstLine(failure));
    if (System.getenv(STACK_TRACE) == null) {
      console.err().printf("%s=1 in the environment shows the stack trace%n", STACK_TRACE);
    } else {
      failure.printStackTrace(console.err());
    }
    return ExitCode.ENVIRONMENT.code();
  }

  private void error(String problem) {
    console.err().println("error: " + PlainText.line(problem));
  }

  /** What was to be done, if that is said, and why it could not be. */
  private static String unreached(UncheckedIOException failure) {
    IOException cause = failure.getCause();
    String what = failure.getMessage();
    return cause.toString().equals(what)
        ? firstLine(cause)
        : "%s: %s".formatted(what, firstLine(cause));
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return "%s: %s".formatted(failure.getClass().getSimpleName(), message);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }
}
