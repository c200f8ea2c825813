package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    ShardPlan plan = new ShardPlan(seeds, images, workers);
    boolean[][] taken = new boolean[workers][];
    for (int worker = 0; worker < workers; worker++) {
      assertThat(plan.size(worker)).isBetween((long) images / workers, images / workers + 1L);
      taken[worker] = new boolean[(int) plan.size(worker)];
    }
    assertThat(LongStream.range(0, workers).map(w -> plan.size((int) w)).sum()).isEqualTo(images);
    for (int index = 0; index < images; index++) {
      int worker = plan.worker(index);
      int slot = (int) plan.slot(index);
      assertThat(taken[worker][slot]).isFalse();
      taken[worker][slot] = true;
      assertThat(plan.index(worker, slot)).isEqualTo(index);
    }
  }

  @Test
  void followsFromTheSeedAlone() {
    ShardPlan plan = new ShardPlan(seeds, 1000, 4);
    ShardPlan again = new ShardPlan(new SeedSequence(42), 1000, 4);
    ShardPlan other = new ShardPlan(new SeedSequence(43), 1000, 4);
    assertThat(LongStream.range(0, 1000).filter(i -> plan.worker(i) != again.worker(i))).isEmpty();
    assertThat(LongStream.range(0, 1000).filter(i -> plan.worker(i) != other.worker(i)).count())
        .isBetween(650L, 850L);
  }

  @Test
  void refusesMoreWorkersThanImages() {
    assertThatThrownBy(() -> new ShardPlan(seeds, 3, 4))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "training.workers: expected at most one for each of the data set's 3 images, found 4");
    assertThatIllegalArgumentException().isThrownBy(() -> new ShardPlan(seeds, 3, 0));
  }
}
