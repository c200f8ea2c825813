package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  private final Appraisal training = Appraisals.random(900, 0, 1);
  private final Appraisal real = Appraisals.random(300, 0, 3);

  @Test
  void judgesDigitConfidenceAndNearestTrainingImage() {
    long[] indices = LongStream.range(0, 900).map(i -> 5_000 + 3 * i).toArray();
    Reference reference = new Reference("held-out", real, training, indices);
    float[] features = training.select(17, 800).features();
    features[4 + 2] += 0.0625f; // Nearer to its origin than any other image is.
    Points chances = Points.of(2, new float[20]);
    chances.values()[3] = 0.5f;
    chances.values()[9] = 0.25f;
    chances.values()[10] = 1;
    List<Judged> judged = reference.judge(Appraisals.of(Points.of(2, features), chances));
    assertThat(judged.get(0)).isEqualTo(new Judged(3, 0.5f, 5_000 + 3 * 17, 0));
    assertThat(judged.get(1).digit()).isZero();
    assertThat(judged.get(1).confidence()).isEqualTo(1);
    assertThat(judged.get(1).nearestIndex()).isEqualTo(5_000 + 3 * 800);
    assertThat(judged.get(1).nearestDistance()).isCloseTo(0.0625f, within(1e-6f));
    assertThat(reference.judge(new Appraisal(0, new float[0], new float[0]))).isEmpty();
    assertThat(reference.split()).isEqualTo("held-out");
  }

  @Test
  void slicesOfRealImagesComeRoundAgain() {
    Reference reference = Appraisals.reference();
    Points all = Points.features(real);
    assertThat(reference.opposite(2, 100).values()).isEqualTo(all.range(200, 300).values());
    assertThat(reference.opposite(3, 100).values()).isEqualTo(all.range(0, 100).values());
    // Nine slices of 32 are whole.
    assertThat(reference.opposite(9, 32).values()).isEqualTo(all.range(0, 32).values());
    assertThat(reference.opposite(7, 5_000).values()).isEqualTo(all.values());
  }

  @Test
  void refusesTooFewImages() {
    Appraisal few = Appraisals.random(199, 0, 1);
    assertThatThrownBy(() -> new Reference("test", few, training, new long[900]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected at least 200 images to compare with, found 199");
    assertThatThrownBy(() -> new Reference("test", real, few, new long[199]))
        .hasMessageContaining("found 199");
    assertThatThrownBy(() -> new Reference("test", real, training, new long[1]))
        .hasMessage("900 training images with 1 indices");
  }

  @Test
  void refusesWhatAnotherJudgeSays() {
    Appraisal other = Appraisals.of(Appraisals.points(300, 5, 0, 1), Appraisals.chances(300, 9, 1));
    assertThatThrownBy(() -> new Reference("test", other, training, new long[900]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected 4 features and 10 classes, found 5 and 9");
    assertThatThrownBy(() -> Appraisals.reference().judge(other)).hasMessageContaining("found 5");
  }
}
