package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
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
    Map<String, String> said = said(folder.resolve("runs"));
    assertThat(said)
        .containsKey("run/run.json")
        .allSatisfy((name, content) -> assertThat(content).as(name).doesNotContain(SECRET));
    assertThat(said.keySet()).filteredOn(name -> name.endsWith(".parquet")).hasSizeGreaterThan(3);
    assertThat(said.get("run/metrics/rounds/round-000001.parquet")).contains("d_loss: ");
  }

  /** What a table has is compressed, so it is looked for among its rows. */
  @Test
  void oneThatATableHadWouldBeFound() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message rows { required binary host (UTF8); }");
    org.apache.hadoop.fs.Path table =
        new org.apache.hadoop.fs.Path(folder.resolve("planted.parquet").toUri());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(table, new Configuration()))
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build()) {
      for (int i = 0; i < 100; i++) {
        writer.write(new SimpleGroup(schema).append("host", "host-%d".formatted(i)));
      }
      writer.write(new SimpleGroup(schema).append("host", "a " + SECRET));
    }
    assertThat(said(folder).get("planted.parquet")).contains("host: host-99", "a " + SECRET);
  }

  /** Every file by its path: its bytes as text, and those of a table with its rows. */
  private static Map<String, String> said(Path folder) throws IOException {
    Map<String, String> said = new TreeMap<>(TinyRuns.content(folder));
    for (Map.Entry<String, String> file : said.entrySet()) {
      if (file.getKey().endsWith(".parquet")) {
        file.setValue(file.getValue() + rows(folder.resolve(file.getKey())));
      }
    }
    return said;
  }

  private static String rows(Path table) throws IOException {
    StringBuilder rows = new StringBuilder();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(table.toUri()))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.append(row);
      }
    }
    return rows.toString();
  }
}
