package io.sparkgan.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LayoutTest {
  private static final Section WEIGHTS = section("generator/parameters", 12);
  private static final Section ADAM = new Section("generator/updater", Section.Kind.UPDATER, 24);
  private static final Layout LAYOUT = new Layout(List.of(WEIGHTS, ADAM));

  @Test
  void fingerprintIsTheHashOfNamesKindsAndLengths() throws NoSuchAlgorithmException {
    String text = "generator/parameters PARAMETERS 12\ngenerator/updater UPDATER 24\n";
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));

    assertThat(LAYOUT.fingerprint()).isEqualTo(HexFormat.of().formatHex(hash));
  }

  @Test
  void fingerprintChangesWithEveryNameKindLengthAndOrder() {
    Section otherKind = new Section(ADAM.name(), Section.Kind.PARAMETERS, 24);
    Section otherName = new Section("generator/adam", Section.Kind.UPDATER, 24);
    Section otherLength = new Section(ADAM.name(), Section.Kind.UPDATER, 25);

    assertThat(
            List.of(
                fingerprint(WEIGHTS, ADAM),
                fingerprint(ADAM, WEIGHTS),
                fingerprint(WEIGHTS, otherKind),
                fingerprint(WEIGHTS, otherName),
                fingerprint(WEIGHTS, otherLength),
                fingerprint(section("generator/parameters", 1), ADAM),
                fingerprint(section("discriminator/parameters", 12), ADAM),
                fingerprint(WEIGHTS),
                fingerprint()))
        .doesNotHaveDuplicates();
  }

  @Test
  void equalSectionsHaveEqualFingerprints() {
    assertThat(fingerprint(section("generator/parameters", 12), ADAM))
        .isEqualTo(LAYOUT.fingerprint());
  }

  @Test
  void sectionsAreFoundByName() {
    assertThat(LAYOUT.index("generator/updater")).isOne();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYOUT.index("generator/ema"))
        .withMessageContaining("generator/ema");
  }

  @Test
  void sizeIsFourBytesAValueAndMayPassTwoGigabytes() {
    assertThat(LAYOUT.bytes()).isEqualTo(4 * 36);
    assertThat(new Layout(List.of(section("a/a", Integer.MAX_VALUE), section("a/b", 1))).bytes())
        .isEqualTo(4L << 31);
  }

  @Test
  void anAverageOfTheGeneratorIsTheLastSection() {
    Layout averaged = LAYOUT.withAverage();

    assertThat(averaged.sections())
        .containsExactly(
            WEIGHTS, ADAM, new Section("generator/average", Section.Kind.MOVING_AVERAGE, 12));
    assertThat(averaged.fingerprint()).isNotEqualTo(LAYOUT.fingerprint());
    assertThat(averaged.withAverage()).isEqualTo(averaged);
    assertThat(averaged.withoutAverage()).isEqualTo(LAYOUT);
    assertThat(LAYOUT.withoutAverage()).isEqualTo(LAYOUT);
  }

  @Test
  void sectionsCannotShareAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layout(List.of(ADAM, WEIGHTS, ADAM)))
        .withMessageContaining("generator/updater");
  }

  @Test
  void layoutKeepsItsSectionsWhateverBecomesOfTheList() {
    List<Section> sections = new ArrayList<>(List.of(WEIGHTS));
    Layout layout = new Layout(sections);
    sections.add(ADAM);

    assertThat(layout.sections()).containsExactly(WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "generator", "Generator/parameters", "a/b c", "a/b\n", "a/b/c"})
  void aSectionHasAPlainName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> section(name, 1));
  }

  @Test
  void aSectionHasNoNegativeLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> section("a/b", -1))
        .withMessageContaining("a/b");
  }

  private static Section section(String name, int length) {
    return new Section(name, Section.Kind.PARAMETERS, length);
  }

  private static String fingerprint(Section... sections) {
    return new Layout(List.of(sections)).fingerprint();
  }
}
