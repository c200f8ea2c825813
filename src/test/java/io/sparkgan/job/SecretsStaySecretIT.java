package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is secret among Spark's keys is in no file of a run, and in nothing a job says or logs. */
class SecretsStaySecretIT {
  private static final String SECRET = "cHJlY2lvdXM";

  @TempDir private Path folder;

  @Test
  void aRunAndAllThatWasLoggedAreWithoutThem() throws Exception {
    TinySet.images(folder.resolve("images"));
    Path conf = TinySet.conf(folder);
    Files.writeString(
        conf,
        Files.readString(conf)
            + """
            spark.ssl.keyPassword = "%s"
            spark.hadoop.fs.s3a.secret.key = "%s"
            """
                .formatted(SECRET, SECRET));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of("jobs/train").toAbsolutePath().toString(),
            "--recipe",
            "keras-mlp",
            "--conf",
            conf.toString(),
            "--data",
            folder.resolve("images").toString(),
            "--out",
            folder.resolve("runs").toString(),
            "--run",
            "run",
            "--rounds",
            "1",
            "--workers",
            "2",
            "--master",
            "local[2]",
            "--set",
            "spark.authenticate.secret=" + SECRET,
            "--set",
            "spark.sparkgan.token=" + SECRET,
            // Spark says all it can.
            "--set",
            "spark.log.level=DEBUG",
            "--set",
            "spark.logConf=true");
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARKGAN_HEAP", "1g");
    Process process =
        builder
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(text("err")).isZero();
    // It has been told of them, and tells that it has.
    assertThat(text("err")).contains("spark.sparkgan.token=", "DEBUG").doesNotContain(SECRET);
    assertThat(text("out")).contains("round 1/1").doesNotContain(SECRET);
    assertThat(TinyRuns.content(folder.resolve("runs")))
        .containsKey("run/run.json")
        .allSatisfy((name, content) -> assertThat(content).as(name).doesNotContain(SECRET));
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
