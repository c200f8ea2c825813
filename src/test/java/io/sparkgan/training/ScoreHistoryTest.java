package io.sparkgan.training;

import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Score;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ScoreHistoryTest {

  @Test
  void aDistanceIsBestWhenItIsLowestAndAScoreWhenItIsHighest() {
    assertThat(history(Score.FRECHET_DISTANCE, 5, 3, 4).best()).hasValue(2);
    assertThat(history(Score.MNIST_SCORE, 5, 3, 4).best()).hasValue(1);
  }

  @Test
  void theFirstOfEquallyGoodRoundsIsTheBest() {
    assertThat(history(Score.RECALL, .5, .75, .75).best()).hasValue(2);
  }

  @Test
  void whatIsNoNumberIsNeverTheBest() {
    assertThat(history(Score.FRECHET_DISTANCE, NaN, 9, NaN, 8, NaN).best()).hasValue(4);
    assertThat(history(Score.FRECHET_DISTANCE, NaN, POSITIVE_INFINITY, 8).best()).hasValue(3);
    assertThat(history(Score.MNIST_SCORE, NaN, NaN).best()).isEmpty();
    assertThat(history(Score.MNIST_SCORE).best()).isEmpty();
  }

  @Test
  void evaluationsAreCountedSinceTheBest() {
    assertThat(history(Score.FRECHET_DISTANCE, 5, 3, 4, NaN, 3).sinceBest()).isEqualTo(3);
    assertThat(history(Score.FRECHET_DISTANCE, 5, 3).sinceBest()).isZero();
    assertThat(history(Score.FRECHET_DISTANCE, NaN, NaN).sinceBest()).isEqualTo(2);
    assertThat(history(Score.FRECHET_DISTANCE).sinceBest()).isZero();
  }

  @Test
  void roundsComeInTheirOrderWheneverTheyAreAdded() {
    ScoreHistory history = history(Score.MNIST_SCORE, 1, 3);
    history.add(10, 2);
    history.add(7, 4);

    assertThat(history.best()).hasValue(7);
    assertThat(history.sinceBest()).isEqualTo(1);
    assertThat(history.has(7)).isTrue();
    assertThat(history.has(3)).isFalse();
  }

  @Test
  void roundsThatWillBeMadeAgainDoNotCount() {
    ScoreHistory history = history(Score.MNIST_SCORE, 1, 3, 2, 4);

    assertThat(history.upTo(3).best()).hasValue(2);
    assertThat(history.upTo(3).has(4)).isFalse();
    assertThat(history.best()).hasValue(4);
  }

  /** Rounds from 1. */
  private static ScoreHistory history(Score score, double... values) {
    ScoreHistory history = new ScoreHistory(score, new TreeMap<>());
    for (int i = 0; i < values.length; i++) {
      history.add(i + 1, values[i]);
    }
    return history;
  }
}
