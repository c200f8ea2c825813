package io.sparkgan.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A Spark of the user's own: a folder with a {@code bin/spark-submit} that runs Spark's jars, and
 * notes what it was told.
 */
record UsersSpark(Path home) {
  private static final Path JARS = Path.of("target/spark/jars").toAbsolutePath();

  private static final String SUBMIT =
      """
      #!/usr/bin/env bash
      printf '%s\\n' "$@" > "$SPARK_HOME/words"
      while (($#)); do
        words+=("$1")
        [[ $1 == --properties-file ]] && cp "$2" "$SPARK_HOME/properties"
        shift
      done
      export SPARK_SCALA_VERSION=2.12
      exec java "@OPTIONS" -Xmx800m -cp "$SPARK_HOME/jars/*" org.apache.spark.deploy.SparkSubmit "${words[@]}"
      """;

  /**
   * Makes one.
   *
   * @param setting a line of its {@code conf/spark-defaults.conf}
   */
  static UsersSpark in(Path home, String setting) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path conf = Files.createDirectories(home.resolve("conf"));
    Files.writeString(conf.resolve("spark-defaults.conf"), setting + "\n");
    Files.createSymbolicLink(home.resolve("jars"), JARS);
    String options = Path.of("conf/jvm.options").toAbsolutePath().toString();
    Path submit = bin.resolve("spark-submit");
    Files.writeString(submit, SUBMIT.replace("@OPTIONS", "@" + options));
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new UsersSpark(home);
  }

  /** What its {@code spark-submit} was last called with. */
  List<String> words() throws IOException {
    return Files.readAllLines(home.resolve("words"));
  }

  /** The file of settings that it was given. */
  String properties() throws IOException {
    return Files.readString(home.resolve("properties"));
  }
}
