package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.UserInputException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlanTest {
  private final SeedSequence seeds = new SeedSequence(42);

  @ParameterizedTest
  @CsvSource({"1,1", "7,7", "100,3", "101,8", "60000,7", "4097,64"})
  void everyPlaceOfEveryShardIsTakenByOneImage(int images, int workers) {
    for (Drawing drawing : Drawing.values()) {
      for (long first : new long[] {0, 13}) {
        requireOnePlaceEach(
            ShardPlan.of(drawing, seeds, new ImageRange(first, images), workers), images, workers);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,10,1", "0,10,3", "4,7,2"})
  void drawnInOrderTheWorkersTogetherSeeTheSetAsItIs(long first, int images, int workers) {
    ShardPlan plan = ShardPlan.of(Drawing.IN_ORDER, seeds, new ImageRange(first, images), workers);
    for (int i = 0; i < images; i++) {
      assertThat(plan.worker(first + i)).isEqualTo(i % workers);
      assertThat(plan.slot(first + i)).isEqualTo(i / workers);
    }
    for (int draw = 0; draw < images; draw++) {
      int worker = draw % workers;
      BatchOrder order = new BatchOrder(Drawing.IN_ORDER, seeds, worker, plan.size(worker));
      assertThat(plan.index(worker, order.slot(draw / workers))).isEqualTo(first + draw);
    }
  }

  @Test
  void otherDrawingsAreShuffled() {
    ShardPlan inOrder = plan(Drawing.IN_ORDER, 42);
    for (Drawing drawing : new Drawing[] {Drawing.SHUFFLED_PASSES, Drawing.WITH_REPLACEMENT}) {
      ShardPlan shuffled = plan(drawing, 42);
      assertThat(LongStream.range(0, 1000).filter(i -> shuffled.slot(i) == inOrder.slot(i)).count())
          .as("images that keep their slot of 250")
          .isLessThan(25);
    }
  }

  private static void requireOnePlaceEach(ShardPlan plan, int images, int workers) {
    long first = plan.images().first();
    boolean[][] taken = new boolean[workers][];
    for (int worker = 0; worker < workers; worker++) {
      assertThat(plan.size(worker)).isBetween((long) images / workers, images / workers + 1L);
      taken[worker] = new boolean[(int) plan.size(worker)];
    }
    assertThat(LongStream.range(0, workers).map(w -> plan.size((int) w)).sum()).isEqualTo(images);
    for (long index = first; index < first + images; index++) {
      int worker = plan.worker(index);
      int slot = (int) plan.slot(index);
      assertThat(taken[worker][slot]).isFalse();
      taken[worker][slot] = true;
      assertThat(plan.index(worker, slot)).isEqualTo(index);
    }
  }

  @Test
  void followsFromTheSeedAlone() {
    ShardPlan plan = plan(Drawing.SHUFFLED_PASSES, 42);
    ShardPlan again = plan(Drawing.SHUFFLED_PASSES, 42);
    ShardPlan other = plan(Drawing.SHUFFLED_PASSES, 43);
    assertThat(LongStream.range(0, 1000).filter(i -> plan.worker(i) != again.worker(i))).isEmpty();
    assertThat(LongStream.range(0, 1000).filter(i -> plan.worker(i) != other.worker(i)).count())
        .isBetween(650L, 850L);
  }

  @Test
  void refusesMoreWorkersThanImages() {
    assertThatThrownBy(() -> ShardPlan.inOrder(new ImageRange(9, 3), 4))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "training.workers: expected at most one for each of the 3 images to train on, found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardPlan.inOrder(new ImageRange(0, 3), 0));
  }

  private static ShardPlan plan(Drawing drawing, long seed) {
    return ShardPlan.of(drawing, new SeedSequence(seed), new ImageRange(0, 1000), 4);
  }
}
