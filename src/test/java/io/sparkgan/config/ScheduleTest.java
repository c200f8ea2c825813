package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the step size is multiplied by, against values worked out by hand. */
class ScheduleTest {
  private static final double EXACT = 1e-15;

  @Test
  void everyScheduleBeginsWithTheWholeRate() {
    for (Schedule schedule :
        List.of(
            new Schedule.Constant(),
            new Schedule.InverseTime(0.5),
            new Schedule.Exponential(0.1, 10),
            new Schedule.Linear(0.2, 10),
            new Schedule.Cosine(0.2, 10))) {
      assertThat(schedule.factor(0)).as(schedule.toString()).isEqualTo(1);
    }
  }

  @Test
  void constantStays() {
    assertThat(new Schedule.Constant().factor(Long.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void inverseTimeIsKerasDecay() {
    assertThat(new Schedule.InverseTime(6e-8).factor(1)).isEqualTo(1 / 1.00000006);
    assertThat(new Schedule.InverseTime(0.25).factor(4)).isEqualTo(0.5);
    assertThat(new Schedule.InverseTime(1e-3).factor(3_000_000_000L))
        .isCloseTo(1 / 3_000_001.0, within(EXACT));
  }

  @Test
  void exponentialIsSmooth() {
    Schedule tenth = new Schedule.Exponential(0.01, 100);
    assertThat(tenth.factor(50)).isCloseTo(0.1, within(EXACT));
    assertThat(tenth.factor(100)).isCloseTo(0.01, within(EXACT));
    assertThat(tenth.factor(200)).isCloseTo(0.0001, within(EXACT));
  }

  @Test
  void linearEndsAtItsLast() {
    Schedule half = new Schedule.Linear(0.5, 100);
    assertThat(half.factor(25)).isCloseTo(0.875, within(EXACT));
    assertThat(half.factor(100)).isEqualTo(0.5);
    assertThat(half.factor(1_000_000)).isEqualTo(0.5);
    assertThat(new Schedule.Linear(0, 100).factor(100)).isZero();
  }

  @Test
  void cosineIsSteepestInTheMiddle() {
    Schedule tenth = new Schedule.Cosine(0.1, 100);
    assertThat(tenth.factor(50)).isCloseTo(0.55, within(EXACT));
    // 0.1 + 0.9 (1 + cos 60 degrees) / 2
    assertThat(new Schedule.Cosine(0.1, 3).factor(1)).isCloseTo(0.775, within(EXACT));
    assertThat(tenth.factor(100)).isCloseTo(0.1, within(EXACT));
    assertThat(tenth.factor(101)).isCloseTo(0.1, within(EXACT));
  }
}
