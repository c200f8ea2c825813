package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.sparkgan.data.IdxWriter;
import io.sparkgan.data.Mnist;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One of two workers leaves the finite numbers, after some good rounds, because of its images: a
 * linear critic without a bound gains on white ones what overflows after some steps, and on grey
 * ones, which are nearly zero, next to nothing. The generator does not learn yet.
 */
class DivergenceIT extends TinyRuns {
  private static final String CRITIC =
      """
      recipe {
        objective = wasserstein
        regularisation.weightClip = 3e38
        updates.discriminatorWarmUp = 99
        generator.weights { type = normal, stddev = 1e-6 }
        discriminator.optimiser { rate = 1e35 }
        discriminator.layers = [ { type = flatten }, { type = dense, units = 1 } ]
      }
      data.partition = "by-label(1)"
      training.rounds = 20
      compute.precision = f32
      """;

  private static final Pattern LINE =
      Pattern.compile(
          "error: Training diverged: the discriminator of worker ([01]) is not finite after step (\\d+) \\(round (\\d+)\\)");

  private static final byte GREY = (byte) 128;
  private static final byte WHITE = (byte) 255;

  @BeforeAll
  static void criticAndImages() throws IOException {
    Path tiny = folder.resolve("tiny.conf");
    Files.writeString(folder.resolve("critic.conf"), Files.readString(tiny) + CRITIC);
    halves(folder.resolve("grey-and-white"), GREY, WHITE);
    halves(folder.resolve("grey"), GREY, GREY);
  }

  @Test
  void workerNetworkAndStepAreNamedAndWhatWasCommittedStays() {
    Jobs.Outcome diverged = Jobs.train(critic("grey-and-white", "grey-and-white"));

    assertThat(diverged.code()).as(diverged.err()).isEqualTo(4);
    assertThat(diverged.errLines()).hasSize(1);
    Matcher line = LINE.matcher(diverged.err().strip());
    assertThat(line.matches()).as(diverged.err()).isTrue();
    assertThat(Integer.parseInt(line.group(1))).isEqualTo(workerWithLabel("grey-and-white", 1));
    int step = Integer.parseInt(line.group(2));
    int round = Integer.parseInt(line.group(3));
    assertThat(round).isEqualTo((step - 1) / TinySet.LOCAL_STEPS + 1).isGreaterThan(2);
    assertThat(diverged.out()).contains("round %d/20".formatted(round - 1));
    Config facts = Jobs.facts(run("grey-and-white"));
    assertThat(facts.getInt("round")).isEqualTo(round - 1);
    assertThat(sha256("grey-and-white")).isEqualTo(stateAfter(round - 1));
    assertThat(content(run("grey-and-white")).keySet())
        .noneMatch(name -> name.contains("%06d".formatted(round)) || name.contains("/."));
  }

  @Test
  void withoutTheWhiteImagesTrainingGoesOn() {
    Jobs.Outcome trained = trainUntil(18, critic("grey", "grey"));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(Jobs.facts(run("grey")).getInt("round")).isEqualTo(18);
  }

  /** Of a run that was ended before it could diverge. */
  private static String stateAfter(int round) {
    Jobs.Outcome good = trainUntil(round, critic("ended-before", "grey-and-white"));
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(checkpoint("ended-before", round).checkpoint().state().firstNotFinite()).isEmpty();
    return sha256("ended-before");
  }

  private static Jobs.Outcome trainUntil(int round, String... arguments) {
    AtomicInteger asked = new AtomicInteger();
    // Asked once before the first round and twice in each.
    return Jobs.train(() -> asked.incrementAndGet() > 2 * round, arguments);
  }

  private static String[] critic(String run, String data) {
    return arguments(
        run,
        "--conf",
        folder.resolve("critic.conf").toString(),
        "--data",
        folder.resolve(data).toString());
  }

  private static int workerWithLabel(String run, int label) {
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      return spark
          .read()
          .parquet(run(run) + "/metrics/shards")
          .filter("label = " + label)
          .selectExpr("worker")
          .first()
          .getInt(0);
    }
  }

  /** Images of one colour with label 0, and as many of another with label 1. */
  private static void halves(Path folder, byte first, byte second) throws IOException {
    Files.createDirectories(folder);
    ByteBuffer labels = ByteBuffer.allocate(8 + TinySet.IMAGES).putInt(2049).putInt(TinySet.IMAGES);
    try (OutputStream out = Files.newOutputStream(folder.resolve(Mnist.TRAIN_IMAGES));
        IdxWriter writer = IdxWriter.open(out, TinySet.IMAGES, TinySet.SIZE, TinySet.SIZE)) {
      for (int i = 0; i < TinySet.IMAGES; i++) {
        byte[] pixels = new byte[TinySet.SIZE * TinySet.SIZE];
        Arrays.fill(pixels, i % 2 == 0 ? first : second);
        writer.write(pixels);
        labels.put((byte) (i % 2));
      }
    }
    Files.write(folder.resolve(Mnist.TRAIN_LABELS), labels.array());
  }
}
