package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
    try (ScriptedJob job =
        ScriptedJob.start(
            "train",
            folder,
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
            "spark.logConf=true")) {
      assertThat(job.exitCode()).as(job.complained()).isZero();
      // It has been told of them, and tells that it has.
      assertThat(job.complained())
          .contains("spark.sparkgan.token=", "DEBUG")
          .doesNotContain(SECRET);
      assertThat(job.said()).contains("round 1/1").doesNotContain(SECRET);
    }
    assertThat(TinyRuns.content(folder.resolve("runs")))
        .containsKey("run/run.json")
        .allSatisfy((name, content) -> assertThat(content).as(name).doesNotContain(SECRET));
  }
}
