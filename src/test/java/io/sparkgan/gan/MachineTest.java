package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Backend;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.UserInputException;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is computed with what is wanted, or else with the best that its machine has. */
class MachineTest {
  private static final Machine NONE = new Machine(Optional.empty(), false);
  private static final Machine AVX2 = new Machine(Optional.of("oneDNN 3 (avx2)"), false);
  private static final Machine AMX = new Machine(Optional.of("oneDNN 3 (amx)"), true);

  private static final Recipe PLAIN = TinyRecipes.configured();
  private static final Recipe BEARS_BF16 = TinyRecipes.configured("recipe.bf16=true");

  @ParameterizedTest
  @CsvSource({
    "none, false, auto,   auto, dl4j,   f32",
    "none, true,  auto,   auto, dl4j,   f32",
    "none, true,  dl4j,   f32,  dl4j,   f32",
    "avx2, false, auto,   auto, onednn, f32",
    "avx2, true,  auto,   auto, onednn, f32",
    "avx2, true,  onednn, f32,  onednn, f32",
    "avx2, true,  dl4j,   auto, dl4j,   f32",
    "amx,  false, auto,   auto, onednn, f32",
    "amx,  true,  auto,   auto, onednn, bf16",
    "amx,  true,  onednn, auto, onednn, bf16",
    "amx,  true,  auto,   f32,  onednn, f32",
    "amx,  false, auto,   bf16, onednn, bf16",
    "amx,  true,  dl4j,   auto, dl4j,   f32",
  })
  void settles(
      String machine,
      boolean bearsBf16,
      String backend,
      String precision,
      String settledBackend,
      String settledPrecision) {
    assertThat(machine(machine).settle(compute(backend, precision), bearsBf16 ? BEARS_BF16 : PLAIN))
        .isEqualTo(compute(settledBackend, settledPrecision));
  }

  @ParameterizedTest
  @CsvSource({
    "none, onednn, auto, 'compute.backend: expected dl4j or auto, because oneDNN has no binary'",
    "none, auto,   bf16, 'compute.precision: expected f32 or auto, because oneDNN has no binary'",
    "avx2, auto,   bf16, because oneDNN 3 (avx2) computes no bf16 natively on this processor",
    "avx2, onednn, bf16, because oneDNN 3 (avx2) computes no bf16 natively on this processor",
  })
  void refusesWhatItDoesNotHave(String machine, String backend, String precision, String why) {
    assertThatThrownBy(() -> machine(machine).settle(compute(backend, precision), BEARS_BF16))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("found " + ("auto".equals(backend) ? precision : ""))
        .hasMessageContaining("a run that began");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r1", "one-centred"})
  void gradientPenaltiesAreComputedInF32(String penalty) {
    Recipe recipe =
        TinyRecipes.configured(
            "recipe.bf16=true", "recipe.regularisation.gradientPenalty=" + penalty);
    assertThat(AMX.settle(compute("auto", "auto"), recipe)).isEqualTo(compute("onednn", "f32"));
  }

  @Test
  void whatIsSettledStaysSo() {
    Compute settled = compute("onednn", "bf16");
    assertThat(AMX.settle(settled, PLAIN)).isEqualTo(settled);
    assertThat(AMX.settle(Compute.PORTABLE, BEARS_BF16)).isEqualTo(Compute.PORTABLE);
  }

  @Test
  void saysInWordsWhatItComputesWith() {
    assertThat(AMX.describe(compute("onednn", "bf16"))).isEqualTo("oneDNN 3 (amx) in bf16");
    assertThat(AMX.describe(Compute.PORTABLE)).isEqualTo("DL4J's own layers in f32");
    assertThat(NONE.describe(Compute.PORTABLE))
        .startsWith("DL4J's own layers in f32, because oneDNN has no binary for this machine (");
  }

  @Test
  void networksAreBuiltOnlyWithWhatIsSettled() {
    Compute unsettled = compute("onednn", "auto");
    assertThatThrownBy(() -> new LocalTrainer(PLAIN, unsettled))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ImageGenerator(PLAIN, unsettled))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AMX.describe(unsettled)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Machine machine(String name) {
    return switch (name) {
      case "none" -> NONE;
      case "avx2" -> AVX2;
      default -> AMX;
    };
  }

  private static Compute compute(String backend, String precision) {
    return new Compute(
        Backend.valueOf(backend.toUpperCase(Locale.ROOT)),
        Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
  }
}
