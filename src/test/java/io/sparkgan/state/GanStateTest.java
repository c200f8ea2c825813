package io.sparkgan.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GanStateTest {
  private static final Section FIRST = new Section("a/first", Section.Kind.PARAMETERS, 3);
  private static final Section SECOND = new Section("a/second", Section.Kind.UPDATER, 2);
  private static final Layout LAYOUT = new Layout(List.of(FIRST, SECOND));

  @Test
  void digestIsTheHashOfLayoutCountersAndLittleEndianValues() throws NoSuchAlgorithmException {
    GanState state = state(new float[] {1, -0f, 3}, new float[] {Float.MIN_VALUE, 5}, 7, 4);
    ByteBuffer bytes = ByteBuffer.allocate(32 + 16 + 20).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(HexFormat.of().parseHex(LAYOUT.fingerprint())).putLong(7).putLong(4);
    bytes.putFloat(1).putFloat(-0f).putFloat(3).putFloat(Float.MIN_VALUE).putFloat(5);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());

    assertThat(state.sha256()).isEqualTo(HexFormat.of().formatHex(hash));
  }

  @Test
  void digestIsTheHashOfLargeStatesToo() throws NoSuchAlgorithmException {
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Layout layout = new Layout(List.of(new Section("a/b", Section.Kind.PARAMETERS, 100_003)));
    ByteBuffer bytes = ByteBuffer.allocate(48 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(HexFormat.of().parseHex(layout.fingerprint())).putLong(0).putLong(0);
    bytes.asFloatBuffer().put(values);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());

    assertThat(new GanState(layout, List.of(values), 0, 0).sha256())
        .isEqualTo(HexFormat.of().formatHex(hash));
  }

  @Test
  void digestChangesWithEveryBitOfEveryValue() {
    Set<String> digests = new HashSet<>();
    digests.add(state(new float[3], new float[2], 0, 0).sha256());
    for (int value = 0; value < 5; value++) {
      for (int bit = 0; bit < Float.SIZE; bit++) {
        float[][] values = {new float[3], new float[2]};
        float flipped = Float.intBitsToFloat(1 << bit);
        values[value / 3][value % 3] = flipped;
        digests.add(state(values[0], values[1], 0, 0).sha256());
      }
    }
    assertThat(digests).hasSize(1 + 5 * Float.SIZE);
  }

  @Test
  void digestChangesWithEitherCounter() {
    assertThat(
            List.of(
                state(new float[3], new float[2], 5, 2).sha256(),
                state(new float[3], new float[2], 5, 3).sha256(),
                state(new float[3], new float[2], 6, 2).sha256(),
                state(new float[3], new float[2], 5 + (1L << 32), 2).sha256()))
        .doesNotHaveDuplicates();
  }

  @Test
  void digestChangesWithTheLayoutAlone() {
    Layout renamed = new Layout(List.of(FIRST, new Section("a/third", SECOND.kind(), 2)));

    assertThat(new GanState(renamed, List.of(new float[3], new float[2]), 0, 0).sha256())
        .isNotEqualTo(state(new float[3], new float[2], 0, 0).sha256());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void theFirstSectionThatIsNotFiniteIsNamed(float broken) {
    assertThat(state(new float[] {0, 0, broken}, new float[] {broken, 0}, 0, 0).firstNotFinite())
        .contains(FIRST);
    assertThat(state(new float[3], new float[] {0, broken}, 0, 0).firstNotFinite())
        .contains(SECOND);
  }

  @Test
  void theLargestAndSmallestFloatsAreFinite() {
    float[] extremes = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE};

    assertThat(state(extremes, new float[2], 0, 0).firstNotFinite()).isEmpty();
  }

  @Test
  void valuesAreFoundByNameAndPosition() {
    float[] second = {1, 2};
    GanState state = state(new float[3], second, 0, 0);

    assertThat(state.values("a/second")).isSameAs(second);
    assertThat(state.values(1)).isSameAs(second);
  }

  @Test
  void valuesMustFitTheLayout() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GanState(LAYOUT, List.of(new float[3]), 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> state(new float[3], new float[3], 0, 0))
        .withMessage("Section a/second has 3 values, expected 2");
  }

  @Test
  void updaterStepsAreStepsAndNoneIsNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> state(new float[3], new float[2], 3, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> state(new float[3], new float[2], 3, -1));
  }

  @Test
  void anAverageIsAddedReplacedTakenAwayAndShown() {
    float[] generator = {1, 2};
    float[] discriminator = {3};
    Layout layout =
        new Layout(
            List.of(
                new Section(Section.GENERATOR, Section.Kind.PARAMETERS, 2),
                new Section(Section.DISCRIMINATOR, Section.Kind.PARAMETERS, 1)));
    GanState plain = new GanState(layout, List.of(generator, discriminator), 7, 4);
    float[] average = {5, 6};
    GanState averaged = plain.withAverage(new float[2]).withAverage(average);

    assertThat(plain.average()).isEmpty();
    assertThat(averaged.average()).containsSame(average);
    assertThat(averaged.values(Section.GENERATOR)).isSameAs(generator);
    assertThat(averaged.steps()).isEqualTo(7);
    assertThat(averaged.updaterSteps()).isEqualTo(4);
    assertThat(averaged.withoutAverage().sha256()).isEqualTo(plain.sha256());
    GanState shown = averaged.withAverageAsGenerator();
    assertThat(shown.layout()).isEqualTo(layout);
    assertThat(shown.values(Section.GENERATOR)).isSameAs(average);
    assertThat(shown.values(Section.DISCRIMINATOR)).isSameAs(discriminator);
    assertThatIllegalStateException().isThrownBy(plain::withAverageAsGenerator);
    assertThatIllegalArgumentException().isThrownBy(() -> plain.withAverage(new float[3]));
  }

  private static GanState state(float[] first, float[] second, long steps, long updaterSteps) {
    return new GanState(LAYOUT, List.of(first, second), steps, updaterSteps);
  }
}
