package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Partition;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.UserInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten labels of 100 images each, dealt to some workers in turn before. */
class LabelPlanTest {
  private static final int LABELS = 10;
  private static final int IMAGES = 1000;

  @ParameterizedTest
  @CsvSource({"5,2", "10,1", "2,5", "4,3", "7,2", "1,1"})
  void shardsAreEqualAndOfAFewLabels(int workers, int labels) {
    List<LabelHistogram> shards = exchanged(workers, labels, 1);

    assertThat(shards.stream().mapToLong(LabelHistogram::images).sum()).isEqualTo(IMAGES);
    for (int label = 0; label < LABELS; label++) {
      int wanted = label;
      assertThat(shards.stream().mapToLong(shard -> shard.images(wanted)).sum()).isEqualTo(100);
    }
    long piece = IMAGES / (workers * labels);
    // Pieces differ by an image, and one of them has as many labels as it overlaps.
    long most = labels * ((piece + 98) / 100 + 1);
    assertThat(shards)
        .allSatisfy(
            shard -> {
              assertThat(shard.images()).isBetween(piece * labels, (piece + 1) * labels);
              assertThat(shard.labels().count()).isBetween(1L, most);
            });
  }

  @Test
  void wherePiecesAreLabelsAWorkerHasNoMoreThanK() {
    assertThat(exchanged(5, 2, 1))
        .allSatisfy(
            shard -> {
              assertThat(shard.images()).isEqualTo(200);
              assertThat(shard.labels().boxed().toList()).hasSize(2);
              assertThat(shard.labels().mapToLong(shard::images)).containsOnly(100L);
            });
  }

  @Test
  void theSeedDecides() {
    assertThat(labels(exchanged(5, 2, 1))).isEqualTo(labels(exchanged(5, 2, 1)));
    assertThat(labels(exchanged(5, 2, 1))).isNotEqualTo(labels(exchanged(5, 2, 2)));
  }

  @Test
  void refusesMorePiecesThanImages() {
    LabelHistogram one = new LabelHistogram();
    one.add(3);
    assertThatThrownBy(
            () -> new LabelPlan(List.of(one, one), new Partition(2), new SeedSequence(1)))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "data.partition: by-label(2) of 2 workers takes 4 images or more, found 2 to train on; give fewer workers or more images");
  }

  private static List<List<Integer>> labels(List<LabelHistogram> shards) {
    return shards.stream().map(shard -> shard.labels().boxed().toList()).toList();
  }

  /** What each worker has in the end: image i has label i % 10 and was worker i % workers's. */
  private static List<LabelHistogram> exchanged(int workers, int labels, long seed) {
    List<LabelHistogram> before = histograms(workers);
    for (int i = 0; i < IMAGES; i++) {
      before.get(i % workers).add(i % LABELS);
    }
    LabelPlan plan = new LabelPlan(before, new Partition(labels), new SeedSequence(seed));
    List<LabelHistogram> seen = histograms(workers);
    List<LabelHistogram> after = histograms(workers);
    for (int i = 0; i < IMAGES; i++) {
      LabelHistogram earlier = seen.get(i % workers);
      after.get(plan.worker(i % LABELS, i % workers, earlier.images(i % LABELS))).add(i % LABELS);
      earlier.add(i % LABELS);
    }
    return after;
  }

  private static List<LabelHistogram> histograms(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> new LabelHistogram()).toList());
  }
}
