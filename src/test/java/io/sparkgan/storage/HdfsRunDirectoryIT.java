package io.sparkgan.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.MiniHdfs;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.report.ReportPage;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.RoundRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run directory on HDFS: a name node and three data nodes. */
class HdfsRunDirectoryIT extends CheckpointStoreContract {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final List<String> TABLES =
      List.of(
          "metrics/steps",
          "metrics/workers",
          "metrics/rounds",
          "metrics/evaluations",
          "samples/images");
  private static MiniDFSCluster cluster;

  private final String outUri = "%s/out-%d".formatted(cluster.getURI(), COUNT.getAndIncrement());

  @BeforeAll
  static void startCluster(@TempDir Path folder) throws IOException {
    cluster = MiniHdfs.start(folder, 3);
  }

  @AfterAll
  static void stopCluster() {
    cluster.shutdown();
  }

  @Override
  Configuration configuration() {
    return cluster.getConfiguration(0);
  }

  @Override
  String outUri() {
    return outUri;
  }

  @Test
  void thePageOfARunIsWrittenAndReplaced() throws IOException {
    RunDirectory run =
        RunFolders.begun(
            configuration(), outUri, "digits", SettingsReader.read(SettingsSources.defaults()));
    for (int round = 1; round <= 2; round++) {
      RunFolders.record(run, round);
      RunFolders.commit(run, round);
      ReportPage page = ReportPage.of(List.of(run));
      page.write(run.report());
      var path = new org.apache.hadoop.fs.Path(run.report().uri());
      try (InputStream in = cluster.getFileSystem().open(path)) {
        assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo(page.html());
      }
      assertThat(cluster.getFileSystem().listStatus(path.getParent())).hasSize(1);
    }
  }

  @Test
  void everythingOfARoundIsWrittenAndReadAndReplaced() throws IOException {
    RunDirectory run = create("digits", IfExists.REFUSE);
    for (int round : new int[] {1, 2, 2}) {
      run.metrics().writeDetails(round, TestRuns.outcome(round));
      run.metrics().writeRound(new RoundRecord(round, TestRuns.outcome(round), 36));
      run.samples(new PngGrid(2)).write(round, TestRuns.samples(3), TestRuns.judged(3));
      TestRuns.commit(run.checkpoints(TestRuns.FINGERPRINTS, 2), round);
      run.evaluations().write(round, List.of(TestRuns.evaluation(Protocol.N500, 7 + round)));
      run.checkpoints(TestRuns.FINGERPRINTS, 2).keepBest(round);
    }

    RunDirectory opened = RunDirectory.open(configuration(), run.uri());
    assertThat(opened.uri()).isEqualTo(outUri + "/digits");
    assertThat(opened.runJson()).isEqualTo("{}");
    assertThat(opened.rounds().latestRound().orElseThrow())
        .containsEntry("round", 2)
        .containsEntry("wall_ms", 300L);
    assertThat(opened.pastEvaluations().values(Protocol.N500, Score.FRECHET_DISTANCE))
        .containsExactly(Map.entry(1, 8.0), Map.entry(2, 9.0));
    assertThat(opened.checkpoints().best().orElseThrow().checkpoint().round()).isEqualTo(2);
    org.apache.hadoop.fs.Path grid =
        new org.apache.hadoop.fs.Path(opened.grids().newest().orElseThrow());
    try (InputStream in = cluster.getFileSystem().open(grid)) {
      assertThat(ImageIO.read(in).getWidth()).isEqualTo(14);
    }
  }

  @Test
  void whatLiesBeyondTheCheckpointIsDiscarded() {
    RunDirectory run = create("digits", IfExists.REFUSE);
    for (int round : new int[] {1, 2}) {
      run.metrics().writeDetails(round, TestRuns.outcome(round));
      run.metrics().writeRound(new RoundRecord(round, TestRuns.outcome(round), 36));
      run.samples(new PngGrid(2)).write(round, TestRuns.samples(3), TestRuns.judged(3));
    }
    TestRuns.commit(run.checkpoints(TestRuns.FINGERPRINTS, 2), 1);
    run.checkpoints(TestRuns.FINGERPRINTS, 2).prepare(TestRuns.checkpoint(2));

    run.discardAfter(1);

    assertThat(names(run, "checkpoints")).containsExactly("round-000001.ckpt");
    assertThat(names(run, "metrics/steps")).containsExactly("round-000001.parquet");
    assertThat(names(run, "samples")).containsExactly("grid-000001.png", "images");
  }

  @Test
  void filesOfManyRoundsBecomeOneAndAResumeCutsThem() {
    RunDirectory run = create("digits", IfExists.REFUSE);
    CheckpointStore store = run.compacting(run.checkpoints(TestRuns.FINGERPRINTS, 1), 3);
    for (int round = 1; round <= 7; round++) {
      run.metrics().writeDetails(round, TestRuns.outcome(round));
      run.metrics().writeRound(new RoundRecord(round, TestRuns.outcome(round), 36));
      run.samples(new PngGrid(2)).write(round, TestRuns.samples(3), TestRuns.judged(3));
      run.evaluations().write(round, List.of(TestRuns.evaluation(Protocol.N500, round)));
      TestRuns.commit(store, round);
    }
    for (String table : TABLES) {
      assertThat(names(run, table))
          .containsExactly(
              "round-000007.parquet",
              "rounds-000001-000003.parquet",
              "rounds-000004-000006.parquet");
    }

    run.discardAfter(5);

    for (String table : TABLES) {
      assertThat(names(run, table))
          .containsExactly("rounds-000001-000003.parquet", "rounds-000004-000005.parquet");
    }
    assertThat(run.rounds().latestRound().orElseThrow()).containsEntry("round", 5);
    assertThat(run.pastEvaluations().values(Protocol.N500, Score.FRECHET_DISTANCE))
        .containsExactly(
            Map.entry(1, 1.0),
            Map.entry(2, 2.0),
            Map.entry(3, 3.0),
            Map.entry(4, 4.0),
            Map.entry(5, 5.0));
  }

  private List<String> names(RunDirectory run, String folder) {
    return HadoopFiles.of(configuration(), new org.apache.hadoop.fs.Path(run.uri()))
        .names(new org.apache.hadoop.fs.Path(run.uri(), folder));
  }

  @Test
  void anExistingRunIsRefusedOrOverwritten() {
    RunDirectory run = create("digits", IfExists.REFUSE);
    TestRuns.commit(run.checkpoints(TestRuns.FINGERPRINTS, 2), 1);

    assertThatThrownBy(() -> create("digits", IfExists.REFUSE))
        .isInstanceOf(UserInputException.class);
    assertThat(create("digits", IfExists.OVERWRITE).checkpoints().rounds()).isEmpty();
  }

  private RunDirectory create(String name, IfExists ifExists) {
    return RunDirectory.create(configuration(), outUri, name, ifExists, "{}");
  }
}
