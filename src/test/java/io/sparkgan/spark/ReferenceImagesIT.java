package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.Computes;
import io.sparkgan.config.Partition;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.Mnist;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.evaluation.Judged;
import io.sparkgan.evaluation.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which real images generated ones are compared with, and which sets have none. */
final class ReferenceImagesIT {
  private static final int IMAGES = 430;

  private static SparkSession spark;

  @TempDir private Path folder;
  private final JudgeModel judge = TinyJudge.model();
  private final byte[] training = TinyJudge.pixels(IMAGES, 1);

  @BeforeAll
  static void startSpark() {
    spark = SparkSessions.local("local[2]");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void anImageIsItsOwnNearestTrainingImageByItsIndex() {
    trainingFile();
    testFile(TinyJudge.pixels(200, 2));
    List<Judged> judged = judged(0);

    assertThat(judged)
        .extracting(Judged::nearestIndex)
        .containsExactlyElementsOf(LongStream.range(0, IMAGES).boxed().toList());
    assertThat(judged).allMatch(it -> it.nearestDistance() < 1e-2);
  }

  @Test
  void onlyChosenImagesAreKeptInBlocksThatFollowFromThem() {
    byte[] pixels = TinyJudge.pixels(3_000, 3);
    TinyJudge.write(folder.resolve(Mnist.TRAIN_IMAGES), pixels);
    ImageTable table = ImageTable.open(spark, folder.toString());
    ChosenImages chosen = new ChosenImages(table, new ImageRange(400, 2_600), 1_100);

    List<ImageBlock> blocks = chosen.blocks().collect();

    assertThat(blocks).extracting(ImageBlock::count).containsExactly(500, 500, 100);
    assertThat(Arrays.stream(chosen.indices()).boxed())
        .hasSize(1_100)
        .doesNotHaveDuplicates()
        .allMatch(i -> i >= 400 && i < 3_000);
    for (int place = 0; place < chosen.count(); place++) {
      ImageBlock block = blocks.get(place / 500);
      int from = (int) chosen.indices()[place] * TinyJudge.IMAGE;
      int at = place % 500 * TinyJudge.IMAGE;
      assertThat(Arrays.copyOfRange(block.pixels(), at, at + TinyJudge.IMAGE))
          .isEqualTo(Arrays.copyOfRange(pixels, from, from + TinyJudge.IMAGE));
    }
  }

  @Test
  void heldOutImagesAreNoTrainingImages() {
    trainingFile();
    List<Judged> judged = judged(210);

    assertThat(judged.subList(0, 210)).allMatch(it -> it.nearestIndex() >= 210);
    assertThat(judged.subList(210, IMAGES))
        .extracting(Judged::nearestIndex)
        .containsExactlyElementsOf(LongStream.range(210, IMAGES).boxed().toList());
  }

  @Test
  void testImagesComeBeforeHeldOutOnes() {
    trainingFile();
    assertThat(reference(210).split()).isEqualTo("held-out");
    testFile(TinyJudge.pixels(200, 2));
    assertThat(reference(210).split()).isEqualTo("test");
  }

  @Test
  void aSetWithoutImagesToCompareWithIsRefused() {
    trainingFile();
    refused(0, "has neither a file t10k-images-idx3-ubyte nor held-out images", "data.heldOut");
    refused(20, "has 20 held-out images, and scores need at least 200");
    refused(240, "has 190 training images, and scores need at least 200");
    testFile(TinyJudge.pixels(30, 2));
    refused(0, "has 30 test images, and scores need at least 200");
  }

  @Test
  void testImagesOfAnotherSizeAreRefused() throws IOException {
    trainingFile();
    byte[] larger = Files.readAllBytes(testFile(TinyJudge.pixels(200, 2)));
    larger[11] = 2;
    larger[15] = 8;
    Files.write(folder.resolve(Mnist.TEST_IMAGES), larger);
    refused(0, "test images of", "are 2x8x1", "training images are 4x4x1");
  }

  /** What the judge says of all images of the training file. */
  private List<Judged> judged(long heldOut) {
    return reference(heldOut).judge(new Judge(judge, Computes.USUAL).appraise(training, IMAGES));
  }

  private Reference reference(long heldOut) {
    return open(heldOut).judgedBy(judge, Computes.USUAL);
  }

  private ReferenceImages open(long heldOut) {
    return ReferenceImages.open(
        spark, new Settings.Data(folder.toString(), heldOut, Partition.IID));
  }

  private void refused(long heldOut, String... words) {
    assertThatThrownBy(() -> open(heldOut))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(words)
        .hasMessageStartingWith("data.uri: ")
        .message()
        .hasLineCount(1);
  }

  private void trainingFile() {
    TinyJudge.write(folder.resolve(Mnist.TRAIN_IMAGES), training);
  }

  private Path testFile(byte[] pixels) {
    return TinyJudge.write(folder.resolve(Mnist.TEST_IMAGES), pixels);
  }
}
