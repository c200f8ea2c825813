package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Interval.Adaptive;
import io.sparkgan.config.Interval.Scheduled;
import io.sparkgan.config.Interval.Scheduled.Change;
import io.sparkgan.config.Interval.Trained;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long rounds are, counted by hand. */
class IntervalTest {
  private static final Interval CONSTANT = new Interval.Constant();
  private static final Interval SCHEDULED =
      new Scheduled(List.of(new Change(3, 20), new Change(5, 1)));

  @Test
  void aConstantIntervalIsAlwaysTheFirst() {
    assertThat(lengths(CONSTANT, 7, 3)).containsExactly(7, 7, 7);
    assertThat(CONSTANT.most(7, 3)).isEqualTo(21);
  }

  @Test
  void aScheduleChangesFromItsRoundsOn() {
    assertThat(lengths(SCHEDULED, 7, 6)).containsExactly(7, 7, 20, 20, 1, 1);
  }

  @Test
  void stepsOfRoundsAddUp() {
    assertThat(List.of(0, 1, 2, 3, 4, 5, 6))
        .extracting(rounds -> SCHEDULED.most(7, rounds))
        .containsExactly(0L, 7L, 14L, 34L, 54L, 55L, 56L);
    assertThat(SCHEDULED.left(7, 2, 6, List.of())).isEqualTo(42);
    assertThat(CONSTANT.left(7, 2, 6, List.of())).isEqualTo(28);
  }

  @Test
  void sumsOfLongRunsDoNotOverflow() {
    int most = Integer.MAX_VALUE;
    assertThat(CONSTANT.most(most, most)).isEqualTo((long) most * most);
    assertThat(new Scheduled(List.of(new Change(2, most), new Change(3, 1))).most(1, most))
        .isEqualTo(1L + most + (most - 2L));
  }

  @Test
  void roundsAreTheFewestWithSoManySteps() {
    assertThat(CONSTANT.rounds(100, 300)).isEqualTo(3);
    assertThat(CONSTANT.rounds(100, 300.1)).isEqualTo(4);
    assertThat(CONSTANT.rounds(100, .1)).isEqualTo(1);
    assertThat(SCHEDULED.rounds(7, 34)).isEqualTo(3);
    assertThat(SCHEDULED.rounds(7, 34.5)).isEqualTo(4);
    assertThat(SCHEDULED.rounds(7, 154)).isEqualTo(104);
    assertThat(CONSTANT.rounds(1, 1e300)).isEqualTo(Integer.MAX_VALUE + 1L);
  }

  @Test
  void adaptiveLengthsFollowTheDrifts() {
    Adaptive adaptive = new Adaptive(10, 150, .5, .1, 2);

    // Halved above .5 but for the least; doubled after two in a row below .1 but for the most.
    assertThat(
            lengths(
                adaptive, 40, .2, .6, .6, .5, .05, .05, .05, .05, .1, .05, .05, .01, .01, .01, .7))
        .containsExactly(40, 40, 20, 10, 10, 10, 20, 20, 40, 40, 40, 80, 80, 150, 150, 75);
  }

  @Test
  void calmRoundsBeforeAChangeDoNotCount() {
    Adaptive adaptive = new Adaptive(1, 1000, .5, .1, 3);

    assertThat(lengths(adaptive, 8, 0, 0, .6, 0, 0, 0, 0, 0, 0))
        .containsExactly(8, 8, 8, 4, 4, 4, 8, 8, 8, 16);
  }

  @Test
  void whatIsNotBelowTheBoundNeverLengthens() {
    assertThat(lengths(new Adaptive(1, 64, .5, 0, 1), 8, 0, 0, 0)).containsExactly(8, 8, 8, 8);
  }

  @Test
  void adaptiveRoundsLeftAreAsLongAsTheNext() {
    Adaptive adaptive = new Adaptive(1, 64, .5, .1, 1);

    assertThat(adaptive.left(8, 0, 5, List.of())).isEqualTo(5 * 8);
    assertThat(adaptive.left(8, 3, 5, List.of(new Trained(8, .05)))).isEqualTo(2 * 16);
    assertThat(adaptive.most(8, 5)).isEqualTo(5 * 64);
  }

  @Test
  void descriptionsFollowANumberOfRounds() {
    assertThat(CONSTANT.description(1000)).isEqualTo("1,000 local steps");
    assertThat(SCHEDULED.description(7))
        .isEqualTo("7 local steps, 20 from round 3 on, 1 from round 5 on");
    assertThat(new Adaptive(5, 64, .5, .1, 1).description(8))
        .isEqualTo("8 local steps at first, then 5 to 64 by the workers' drift");
  }

  private static List<Integer> lengths(Interval interval, int first, int rounds) {
    List<Integer> lengths = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      lengths.add(interval.localSteps(first, round, List.of()));
    }
    return lengths;
  }

  /** The length of each round and of the one after the last, given what the rounds drifted. */
  private static List<Integer> lengths(Adaptive adaptive, int first, double... drifts) {
    List<Trained> all = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (int before = 0; before <= drifts.length; before++) {
      List<Trained> newest = all.subList(Math.max(0, before - adaptive.lookBack()), before);
      int length = adaptive.localSteps(first, before + 1, newest);
      lengths.add(length);
      if (before < drifts.length) {
        all.add(new Trained(length, drifts[before]));
      }
    }
    return lengths;
  }
}
