package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.data.Mnist;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.storage.JudgeFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge of tiny images: it learns, has the same bits anywhere, and says how it was made. */
final class TrainJudgeIT {
  private static final String CONF =
      """
      judge {
        name = bars
        image { height = 8, width = 8, channels = 1 }
        network {
          weights { type = glorot-uniform }
          optimiser { type = adam, rate = 0.02, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }
          layers = [
            { type = convolution, filters = 4, kernel = 3, stride = 1, padding = same }
            { type = batch-norm, momentum = 0.8, epsilon = 1e-5 }
            { type = relu }
            { type = flatten }
            { type = dense, units = 16 }
            { type = tanh }
            { type = dense, units = 10 }
          ]
        }
        batch = 10, workers = 3, localSteps = 4, epochs = 20, shift = 1, seed = 5
      }
      """;

  @TempDir static Path folder;
  private static Path images;

  @BeforeAll
  static void images() throws IOException {
    images = TinySet.images(folder.resolve("images"));
    Files.copy(images.resolve(Mnist.TRAIN_IMAGES), images.resolve(Mnist.TEST_IMAGES));
    for (String file : List.of(Mnist.TRAIN_LABELS, Mnist.TEST_LABELS)) {
      Files.write(images.resolve(file), whereBarsAre());
    }
    Files.writeString(folder.resolve("bars.conf"), CONF);
  }

  /** One of eight guesses is right, and it is one that sees where bars are. */
  @Test
  void itLearns() throws IOException {
    Path conf = folder.resolve("unmoved.conf");
    Files.writeString(conf, CONF.replace("shift = 1", "shift = 0"));
    Jobs.Outcome outcome = train("learned", "--conf", conf.toString());
    Matcher accuracy = Pattern.compile("accuracy ([0-9.]+) on").matcher(outcome.out());
    assertThat(accuracy.find()).as(outcome.out()).isTrue();
    assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThan(.9);
  }

  @Test
  void sameBitsOnAnyMasterAndFromRunToRun() throws IOException {
    byte[] first = parameters("first", "--master", "local[1]");
    assertThat(parameters("second", "--master", "local[2]")).isEqualTo(first);
    assertThat(parameters("third", "--master", "local[2]")).isEqualTo(first);
    assertThat(parameters("other", "--master", "local[2]", "--seed", "6")).isNotEqualTo(first);
  }

  @Test
  void itSaysHowItWasMadeAndHowGoodItIs() throws IOException {
    Jobs.Outcome outcome = train("described", "--epochs", "2");
    assertThat(outcome.out()).contains("200 images", "epoch 1/2", "epoch 2/2", "accuracy");
    String json = Files.readString(folder.resolve("described/judge.json"));
    assertThat(json).contains("--epochs 2 --seed 5", "accuracy", "confusion", "training_ms");
    JudgeModel judge =
        JudgeFolder.read(new Configuration(), folder.resolve("described").toString());
    assertThat(judge.name()).isEqualTo("bars");
  }

  @Test
  void anExistingJudgeIsReplacedOnlyIfAsked() {
    train("taken", "--epochs", "1");
    refused(run("taken", "--epochs", "1"), "--overwrite");
    assertThat(run("taken", "--epochs", "1", "--overwrite").code()).isZero();
  }

  @Test
  void dataThatDoNotFitAreRefused() throws IOException {
    refused(run("x", "--data", "mnist"), "judge.image is 8x8x1");
    Path untested = TinySet.images(folder.resolve("untested"));
    refused(run("x", "--data", untested.toString()), "no test images");
    Path conf = folder.resolve("few.conf");
    Files.writeString(conf, CONF.replace("units = 10 ", "units = 7 "));
    refused(run("x", "--conf", conf.toString()), "expected a label from 0 to 6");
    Files.writeString(conf, CONF.replace("workers = 3", "workers = 201"));
    refused(run("x", "--conf", conf.toString()), "judge.workers: expected at most one for each");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  /** A file of labels that say where the bar of each image is. */
  private static byte[] whereBarsAre() {
    ByteBuffer labels = ByteBuffer.allocate(8 + TinySet.IMAGES);
    labels.putInt(2049).putInt(TinySet.IMAGES);
    for (int i = 0; i < TinySet.IMAGES; i++) {
      labels.put((byte) (i % TinySet.SIZE));
    }
    return labels.array();
  }

  private static byte[] parameters(String name, String... more) throws IOException {
    train(name, more);
    return Files.readAllBytes(folder.resolve(name).resolve("parameters.ckpt"));
  }

  private static Jobs.Outcome train(String name, String... more) {
    Jobs.Outcome outcome = run(name, more);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static void refused(Jobs.Outcome outcome, String expected) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1).first().asString().contains(expected);
  }

  private static Jobs.Outcome run(String name, String... more) {
    String[] usual = {
      "--data", images.toString(), "--conf", folder.resolve("bars.conf").toString(),
    };
    Stream<String> missing =
        Stream.of(0, 2)
            .filter(i -> !Arrays.asList(more).contains(usual[i]))
            .flatMap(i -> Stream.of(usual[i], usual[i + 1]));
    return Jobs.trainJudge(
        Stream.of(
                missing,
                Stream.of("--out", folder.resolve(name).toString()),
                Stream.of("--set", "spark.ui.enabled=false"),
                Stream.of(more))
            .flatMap(it -> it)
            .toArray(String[]::new));
  }
}
