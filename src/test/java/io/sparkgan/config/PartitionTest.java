package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
  private static final SettingsSources SOURCES = SettingsSources.defaults();

  @Test
  void saysHowManyLabelsAWorkerHas() {
    assertThat(read("data.partition=iid")).isEqualTo(Partition.IID);
    assertThat(read("data.partition=by-label(2)")).isEqualTo(new Partition(2));
    assertThat(read("data.partition=by-label(255)")).hasToString("by-label(255)");
  }

  @Test
  void iidHasTheFingerprintOfATimeWithoutChoice() {
    Settings settings = SettingsReader.read(SOURCES).settings();
    String recorded =
        String.join(
            "\n",
            settings.recipe().toString(),
            "workers " + settings.training().workers(),
            "localSteps " + settings.training().localSteps(),
            "seed " + settings.training().seed(),
            "Averaging[weights=SHARD_SIZE, updaterState=AVERAGE]",
            "ema " + settings.ema().decay(),
            "heldOut " + settings.data().heldOut(),
            settings.compute().toString());
    assertThat(settings.fingerprint()).isEqualTo(Sha256.hex(recorded));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"by-label", "by-label(0)", "by-label(256)", "by-label(x)", "non-iid", "2"})
  void anythingElseIsRefused(String text) {
    assertThat(Refusal.problems(SOURCES.withSets(List.of("data.partition=" + text))))
        .singleElement()
        .asString()
        .startsWith("data.partition (--set): expected iid, or by-label(k) with k labels");
  }

  private static Partition read(String set) {
    return SettingsReader.read(SOURCES.withSets(List.of(set))).settings().data().partition();
  }
}
