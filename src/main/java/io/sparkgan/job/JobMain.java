package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.training.DivergedException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Runs a command and turns whatever becomes of it into one clear line and an exit code. */
final class JobMain {
  private static final Logger LOG = LoggerFactory.getLogger(JobMain.class);

  private JobMain() {}

  static void exit(Callable<Integer> command, String... args) {
    System.exit(run(command, args));
  }

  /** The exit code of a command. */
  static int run(Callable<Integer> command, String... args) {
    CommandLine line = new CommandLine(command);
    line.setExecutionExceptionHandler((failure, at, parsed) -> report(failure, at.getErr()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
    line.getCommandSpec().usageMessage().width(100);
    return line.execute(args);
  }

  private static int report(Exception failure, PrintWriter err) {
    ExitCode code = ExitCode.ENVIRONMENT;
    if (failure instanceof UserInputException mistake) {
      mistake.problems().forEach(problem -> err.println("error: " + problem));
      return ExitCode.USER_INPUT.code();
    }
    if (failure instanceof DivergedException) {
      code = ExitCode.DIVERGED;
      err.println("error: " + failure.getMessage());
    } else {
      err.println("error: " + firstLine(failure));
    }
    LOG.debug("Job failed", failure);
    return code.code();
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return "%s: %s".formatted(failure.getClass().getSimpleName(), message);
  }
}
