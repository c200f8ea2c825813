package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.SeedSequence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScoringTest {
  private final Reference reference = Appraisals.reference();

  @ParameterizedTest
  @EnumSource
  void anyPartitionGivesTheSameBits(Protocol protocol) throws Exception {
    Appraisal images = Appraisals.random(protocol.samples(), 0.25, 5);
    Scores alone = new Scoring(protocol, reference).of(Appraisals.blocks(images, reference));
    Reference sent = sent(reference);
    List<BlockSums> elsewhere =
        IntStream.range(0, protocol.samples() / BlockSums.SIZE)
            .parallel()
            .mapToObj(i -> Appraisals.sums(images, i, sent))
            .toList();
    elsewhere = sent(new ArrayList<>(elsewhere));
    assertThat(new Scoring(protocol, sent).of(elsewhere)).isEqualTo(alone);
  }

  @Test
  void scoresTheFirstImagesAlone() {
    Appraisal images = Appraisals.random(1_200, 0.25, 5);
    Scoring scoring = new Scoring(Protocol.N500, reference);
    List<BlockSums> blocks = Appraisals.blocks(images, reference);
    assertThat(scoring.of(blocks)).isEqualTo(scoring.of(blocks.subList(0, 1)));
  }

  @Test
  void refusesTooFewImagesAndBlocksOutOfOrder() {
    List<BlockSums> few = Appraisals.blocks(Appraisals.random(3_999, 0, 5), reference);
    assertThatThrownBy(() -> new Scoring(Protocol.BATCH32, reference).of(few))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected at least 4000 images for batch32, found 3999");
    Scoring scoring = new Scoring(Protocol.N500, reference);
    assertThatThrownBy(() -> scoring.of(few.subList(1, 2)))
        .hasMessage("Expected block 0, found block 1");
  }

  @Test
  void perfectImagesOfRandomDigitsScore859InBatchesOf32() {
    SplittableRandom random = new SplittableRandom(1);
    int[] digits = random.ints(4_000, 0, 10).toArray();
    Appraisal images = Appraisals.sure(Appraisals.points(4_000, 4, 0, 1), digits);
    List<BlockSums> blocks = Appraisals.blocks(images, reference);
    assertThat(new Scoring(Protocol.BATCH32, reference).of(blocks).mnistScore())
        .isCloseTo(8.59, within(0.2));
  }

  @Test
  void copiesOfTrainingImagesAreMemorised() {
    Appraisal copies = reference.training().select(IntStream.range(100, 600).toArray());
    Scores scores = new Scoring(Protocol.N500, reference).of(Appraisals.blocks(copies, reference));
    assertThat(scores.memorisation()).isZero();
  }

  @Test
  void realImagesAreNotMemorised() {
    Reference same =
        new Reference("test", Appraisals.random(500, 0, 3), reference.training(), new long[900]);
    Scores scores =
        new Scoring(Protocol.N500, same).of(Appraisals.blocks(Appraisals.random(500, 0, 3), same));
    assertThat(scores.memorisation()).isEqualTo(1);
    assertThat(scores.precision()).isEqualTo(1);
    assertThat(scores.recall()).isEqualTo(1);
    assertThat(scores.frechetDistance()).isBetween(0.0, 1e-10);
    assertThat(scores.histogramDistance()).isZero();
  }

  @Test
  void floorIsThatOfTrainingImagesEachAmongTheOthers() {
    // As many as the protocol takes: all of them, in some order.
    Appraisal training = Appraisals.random(500, 0, 1);
    Reference small = new Reference("test", Appraisals.random(300, 0, 3), training, new long[500]);
    Scores floor = floor(new Scoring(Protocol.N500, small), small, 1);
    double sum = 0;
    Points features = Points.features(training);
    for (int i = 0; i < 500; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < 500; j++) {
        least = j == i ? least : Math.min(least, features.squaredDistance(i, features, j));
      }
      sum += Math.sqrt(least);
    }
    assertThat(floor.memorisation())
        .isCloseTo(sum / 500 / small.unseenDistance(), within(1e-12))
        .isBetween(0.8, 1.2);
    assertThat(floor.mnistScore()).isCloseTo(MnistScore.of(ClassSums.of(training)), within(1e-12));
    assertThat(floor.frechetDistance())
        .isCloseTo(new FrechetDistance(small.moments()).of(Moments.of(features)), within(1e-12));
    assertThat(floor.asAsked()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void floorIsDecidedBySeedsAndTakesAllIfThereAreFewer(Protocol protocol) {
    Scoring scoring = new Scoring(protocol, reference);
    Scores floor = floor(scoring, reference, 1);
    assertThat(floor(scoring, reference, 1)).isEqualTo(floor);
    assertThat(floor(scoring, reference, 2)).isNotEqualTo(floor);
    assertThat(floor.kernelDistanceError()).isPositive();
    assertThat(floor.digitHistogram().stream().mapToDouble(share -> share).sum())
        .isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"BATCH32, 896", "N500, 500", "N10000, 900"})
  void floorIsOfWholeBatchesOrOfAllThereAre(Protocol protocol, int count) {
    List<FloorBlock> blocks = blocks(protocol, reference);
    assertThat(blocks.stream().mapToInt(FloorBlock::images).sum()).isEqualTo(count);
    assertThat(blocks).hasSize(count > BlockSums.SIZE ? 2 : 1);
  }

  @Test
  void floorsOfProtocolsShareTheirWholeBlocks() {
    List<FloorBlock> most = blocks(Protocol.N10000, reference);
    assertThat(blocks(Protocol.N500, reference)).isEqualTo(most.subList(0, 1));
    assertThat(blocks(Protocol.BATCH32, reference))
        .startsWith(most.get(0))
        .doesNotContain(most.get(1));
  }

  private static List<FloorBlock> blocks(Protocol protocol, Reference reference) {
    return new Scoring(protocol, reference).floorBlocks(new SeedSequence(1));
  }

  private static Scores floor(Scoring scoring, Reference reference, long seed) {
    return scoring.floor(
        scoring.floorBlocks(new SeedSequence(seed)).stream()
            .map(block -> block.sums(reference))
            .toList());
  }

  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
