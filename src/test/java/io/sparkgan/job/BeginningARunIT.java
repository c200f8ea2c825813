package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a run begins with: weights, images, a length, keys of Spark. */
class BeginningARunIT extends TinyRuns {
  @Test
  void weightsOfACheckpointBeginAnotherRun() throws IOException {
    Path source = Files.copy(file("whole", 4), folder.resolve("source.ckpt"));
    String[] from = {"--init-from", source.toString(), "--seed", "9"};
    AtomicInteger asked = new AtomicInteger();
    assertThat(Jobs.train(() -> asked.incrementAndGet() > 1, arguments("warm", from)).code())
        .isZero();
    StoredCheckpoint warm = checkpoint("warm", 0);
    StoredCheckpoint given = checkpoint("whole", 4);
    for (int i = 0; i < given.checkpoint().state().layout().sections().size(); i++) {
      if (given.checkpoint().state().layout().sections().get(i).name().endsWith("/parameters")) {
        assertThat(warm.checkpoint().state().values(i))
            .containsExactly(given.checkpoint().state().values(i));
      }
    }
    assertThat(warm.checkpoint().state().updaterSteps()).isZero();
    // The run has its own checkpoints now, so it does not need the one it began with.
    Files.delete(source);
    Jobs.Outcome resumed = resume("warm", "--rounds", "2");
    assertThat(resumed.code()).as(resumed.err()).isZero();
  }

  @Test
  void aRunWithOtherOptimisersBeginsWithTheWeightsOfACheckpoint() {
    train(
        "rmsprop",
        "--rounds",
        "0",
        "--init-from",
        file("whole", 4).toString(),
        "--set",
        "recipe.updates.plan=separate",
        "--set",
        "recipe.updates.discriminatorOptimisers=per-target",
        "--set",
        "recipe.generator.optimiser={type=rmsprop,rate=1e-4,rho=0.9,epsilon=1e-7}");
    GanState begun = checkpoint("rmsprop", 0).checkpoint().state();
    GanState given = checkpoint("whole", 4).checkpoint().state();
    assertThat(begun.layout()).isNotEqualTo(given.layout());
    for (String section : List.of("generator/parameters", "discriminator/parameters")) {
      assertThat(begun.values(section)).containsExactly(given.values(section));
    }
  }

  @Test
  void aDamagedOrForeignCheckpointIsNoBeginning() throws IOException {
    byte[] bytes = Files.readAllBytes(file("whole", 4));
    Path cut = Files.write(folder.resolve("cut.ckpt"), Arrays.copyOf(bytes, bytes.length - 1));
    refused(Jobs.train(arguments("cut", "--init-from", cut.toString())), "cut.ckpt");
    refused(
        Jobs.train(
            arguments(
                "foreign",
                "--init-from",
                file("whole", 4).toString(),
                "--set",
                "recipe.latent.size=5")),
        "other networks");
    assertThat(run("cut")).doesNotExist();
    assertThat(run("foreign")).doesNotExist();
  }

  @Test
  void epochsBecomeRounds() {
    train("epochs", "--epochs", "2");
    double perRound = WORKERS * TinySet.LOCAL_STEPS * TinySet.BATCH;
    assertThat(Jobs.facts(run("epochs")).getInt("round"))
        .isEqualTo((int) Math.ceil(2 * TinySet.IMAGES / perRound))
        .isEqualTo(3);
  }

  @Test
  void heldOutImagesAreNotCounted() throws IOException {
    Jobs.Outcome rest =
        Jobs.train(
            arguments("rest", "--epochs", "2", "--set", "data.heldOut=150", "--workers", "1"));
    assertThat(rest.code()).as(rest.err()).isZero();
    assertThat(rest.out()).contains("50 images to train on, 150 held out");
    Config json = ConfigFactory.parseFile(run("rest").resolve("run.json").toFile());
    assertThat(json.getLong("data.images")).isEqualTo(TinySet.IMAGES - 150);
    assertThat(json.getInt("configuration.training.rounds"))
        .isEqualTo((int) Math.ceil(2 * 50.0 / (TinySet.LOCAL_STEPS * TinySet.BATCH)))
        .isEqualTo(2);
    Config whole = ConfigFactory.parseFile(run("whole").resolve("run.json").toFile());
    assertThat(json.getString("data.fingerprint")).isEqualTo(whole.getString("data.fingerprint"));
    refused(Jobs.train(arguments("all", "--set", "data.heldOut=200")), "data.heldOut");
    assertThat(resume("rest", "--rounds", "3").out()).contains("150 held out");
    assertThat(run("all")).doesNotExist();
  }

  @Test
  void sparksKeysReachSparkAndNothingElse() throws IOException {
    Path events = Files.createDirectory(folder.resolve("events"));
    train(
        "keys",
        "--rounds",
        "1",
        "--set",
        "spark.eventLog.enabled=true",
        "--set",
        "spark.eventLog.dir=" + events.toUri(),
        "--set",
        "spark.sparkgan.note=hunter2");
    try (Stream<Path> logs = Files.list(events)) {
      assertThat(logs.toList())
          .hasSize(1)
          .first()
          .satisfies(log -> assertThat(log).content().contains("hunter2"));
    }
    assertThat(content(run("keys")).values()).noneMatch(bytes -> bytes.contains("hunter2"));
    assertThat(run("keys").resolve("run.json")).content().doesNotContain("spark.eventLog");
  }

  @Test
  void damagedDataIsTheUsersMistake() throws IOException {
    Path damaged = TinySet.images(folder.resolve("damaged"));
    Path file = damaged.resolve("train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    refused(
        Jobs.train(arguments("damaged", "--data", damaged.toString())), "train-images-idx3-ubyte");
    assertThat(run("damaged")).doesNotExist();
    Files.write(damaged.resolve("train-labels-idx1-ubyte"), new byte[3]);
    refused(
        Jobs.train(arguments("damaged", "--data", damaged.toString())), "train-labels-idx1-ubyte");
    assertThat(run("damaged")).doesNotExist();
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    refused(Jobs.train(arguments("size", "--data", "mnist")), "28x28");
    assertThat(run("size")).doesNotExist();
  }

  @Test
  void moreWorkersThanImagesAreRefused() {
    refused(Jobs.train(arguments("crowd", "--workers", "201")), "201");
    assertThat(run("crowd")).doesNotExist();
  }
}
