package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.MiniHdfs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
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
    copy(images, "/digits");
    processes = new JobProcesses(folder);
    cluster = TinyCluster.start(folder.resolve("cluster"), Map.of());
    TinyDigits.conf(folder.resolve("tiny.conf"));
    Jobs.Outcome trained = train("run", "2");
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

  @Test
  void picturesOnHdfsBecomeATable() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    for (int i = 0; i < 12; i++) {
      BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      picture.getRaster().setSample(i % 8, i / 8, 0, 255);
      ImageIO.write(picture, "png", pictures.resolve("%02d.png".formatted(i)).toFile());
    }
    copy(pictures, "/pictures");
    Words ingest = words("--images");
    Jobs.Outcome here =
        Jobs.ingest(ingest.and(pictures.toString(), "--out", uri("/pictures-here.parquet")).here());
    assertThat(here.code()).as(here.err()).isZero();
    String there =
        run("ingest", ingest.and(uri("/pictures"), "--out", uri("/pictures-there.parquet")));
    assertThat(there).contains("12 images");
    assertThat(fingerprint(there)).isEqualTo(fingerprint(here.out()));
  }

  @Test
  void aRunThatOneProcessBeganIsResumedToTheSameBits() {
    assertThat(train("begun", "1").code()).isZero();
    assertThat(train("whole", "2").code()).isZero();
    run("resume", words("--run-dir", uri("/runs/begun"), "--rounds", "2"));
    assertThat(sha256("/runs/begun")).isEqualTo(sha256("/runs/whole"));
  }

  @Test
  void aSweepSideBySideTrainsTheBitsOfOneProcess() throws IOException {
    Path conf = folder.resolve("sweep.conf");
    Files.writeString(
        conf,
        """
        sweep {
          name = tiny
          recipe = keras-mlp
          sideBySide = 2
          settings {
            include "tiny.conf"
            training.workers = null
            training.rounds = 2
            data { uri = "%s", heldOut = 0 }
          }
          grid { training.workers = [2], training.seed = [1, 2] }
        }
        """
            .formatted(uri("/digits")));
    Words sweep = words("--conf", conf.toString(), "--out");
    Jobs.Outcome here = Jobs.sweep(() -> false, sweep.and(uri("/sweeps-here")).here());
    assertThat(here.code()).as(here.err()).isZero();
    String there = run("sweep", sweep.and(uri("/sweeps-there")));
    assertThat(there).contains("cell 1/2 ", "cell 2/2 ");
    for (String cell : List.of("workers-2_seed-1", "workers-2_seed-2")) {
      assertThat(sha256("/sweeps-there/tiny/" + cell))
          .isEqualTo(sha256("/sweeps-here/tiny/" + cell));
    }
  }

  /** The fingerprint of a table. */
  private static String ingested(String table) {
    Jobs.Outcome read =
        Jobs.ingest(words("--images", uri(table), "--out", uri(table + "-again")).here());
    assertThat(read.code()).as(read.err()).isZero();
    return fingerprint(read.out());
  }

  private static void copy(Path from, String to) throws IOException {
    hdfs.getFileSystem()
        .copyFromLocalFile(
            new org.apache.hadoop.fs.Path(from.toUri()), new org.apache.hadoop.fs.Path(to));
  }

  /** Trains in this process. */
  private static Jobs.Outcome train(String run, String rounds) {
    return Jobs.train(
        words("--recipe", "keras-mlp", "--conf", folder.resolve("tiny.conf").toString())
            .and("--data", uri("/digits"), "--out", uri("/runs"), "--run", run)
            .and("--rounds", rounds)
            .here());
  }

  private static String sha256(String run) {
    Jobs.Outcome facts = Jobs.inspect("--run-dir", uri(run), "--json");
    assertThat(facts.code()).as(facts.err()).isZero();
    return ConfigFactory.parseString(facts.out()).getString("state_sha256");
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
