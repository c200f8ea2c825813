package io.sparkgan.job;

/** What a job's process ends with. */
enum ExitCode {
  DONE(0),
  /** What the user gave cannot be used. */
  USER_INPUT(2),
  /** Spark, the file system or the machine failed. */
  ENVIRONMENT(3),
  DIVERGED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
