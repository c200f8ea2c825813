package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.MiniHdfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs beside training, by their scripts, on a real cluster with all files on HDFS. */
class JobsOnAClusterIT {
  @TempDir static Path folder;
  private static JobProcesses processes;
  private static TinyCluster cluster;
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void trainARunOnHdfs() throws IOException {
    hdfs = MiniHdfs.start(folder.resolve("hdfs"), 3);
    Path images = TinyDigits.images(folder.resolve("digits"));
    hdfs.getFileSystem()
        .copyFromLocalFile(
            new org.apache.hadoop.fs.Path(images.toUri()),
            new org.apache.hadoop.fs.Path("/digits"));
    processes = new JobProcesses(folder);
    cluster = TinyCluster.start(folder.resolve("cluster"), Map.of());
    String conf = TinyDigits.conf(folder.resolve("tiny.conf")).toString();
    Jobs.Outcome trained =
        Jobs.train(
            words("--recipe", "keras-mlp", "--conf", conf)
                .and("--data", uri("/digits"), "--out", uri("/runs"), "--run", "run")
                .and("--rounds", "2")
                .here());
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @AfterAll
  static void nothingIsLeftRunning() {
    processes.close();
    cluster.close();
    hdfs.shutdown();
  }

  @Test
  void ingestMakesTheTableThatOneProcessMakes() {
    Words ingest = words("--images", uri("/digits"), "--out");
    Jobs.Outcome here = Jobs.ingest(ingest.and(uri("/here.parquet")).here());
    assertThat(here.code()).as(here.err()).isZero();
    String there = run("ingest", ingest.and(uri("/there.parquet")));
    assertThat(fingerprint(there)).isEqualTo(fingerprint(here.out()));
  }

  @Test
  void evaluateFindsTheScoresThatOneProcessFinds() {
    Words evaluate = words("--run-dir", uri("/runs/run"), "--json");
    Jobs.Outcome here = Jobs.evaluate(evaluate.here());
    assertThat(here.code()).as(here.err()).isZero();
    Map<String, Object> found = scores(run("evaluate", evaluate));
    assertThat(found).isEqualTo(scores(here.out())).containsKey("frechet_distance");
  }

  @Test
  void generateMakesTheImagesThatOneProcessMakes() {
    Words generate =
        words("--run-dir", uri("/runs/run"), "--count", "200", "--format", "parquet", "--out");
    Jobs.Outcome here = Jobs.generate(generate.and(uri("/made-here")).here());
    assertThat(here.code()).as(here.err()).isZero();
    run("generate", generate.and(uri("/made-there")));
    assertThat(ingested("/made-there")).isEqualTo(ingested("/made-here"));
  }

  /** The fingerprint of a table. */
  private static String ingested(String table) {
    Jobs.Outcome read =
        Jobs.ingest(words("--images", uri(table), "--out", uri(table + "-again")).here());
    assertThat(read.code()).as(read.err()).isZero();
    return fingerprint(read.out());
  }

  private static String run(String job, Words words) {
    JobProcesses.Outcome ended = processes.end(job, processes.script(job, job, words.there()));
    assertThat(ended.code()).as(ended.said()).isZero();
    return ended.out();
  }

  private static String fingerprint(String said) {
    return said.lines().filter(line -> line.startsWith("fingerprint ")).findFirst().orElseThrow();
  }

  /** All but how long it took. */
  private static Map<String, Object> scores(String json) {
    Config row = ConfigFactory.parseString("rows = " + json).getConfigList("rows").get(0);
    return row.root().unwrapped().entrySet().stream()
        .filter(column -> !column.getKey().equals("wall_ms"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String uri(String path) {
    return hdfs.getURI() + path;
  }

  private static Words words(String... words) {
    return new Words(List.of(words));
  }

  /** Options of a job, which may run in this process or on the cluster. */
  private record Words(List<String> words) {
    Words and(String... more) {
      List<String> all = new ArrayList<>(words);
      all.addAll(List.of(more));
      return new Words(all);
    }

    String[] here() {
      return with("local[2]");
    }

    String[] there() {
      return with(cluster.url());
    }

    private String[] with(String master) {
      return and("--master", master, "--set", "spark.ui.enabled=false")
          .words
          .toArray(String[]::new);
    }
  }
}
