package io.sparkgan.job;

import java.io.PrintStream;

/**
 * Where a job speaks. A launcher tells by the system property {@code sparkgan.terminal} that
 * standard output is a terminal.
 *
 * @param out results and progress
 * @param err what is wrong
 * @param terminal whether a person sees {@code out} as it is written, so that lines can be
 *     rewritten
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {

  /** The streams of this process. */
  static Console system() {
    return new Console(System.out, System.err, Boolean.getBoolean("sparkgan.terminal"));
  }
}
