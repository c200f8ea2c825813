package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Interval.Adaptive;
import io.sparkgan.config.Interval.Scheduled;
import io.sparkgan.config.Interval.Scheduled.Change;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalKeysTest {
  private static final SettingsSources SOURCES = SettingsSources.defaults();
  private static final String ADAPTIVE =
      "averaging.interval={type=adaptive,least=10,most=400,shortenAbove=0.2,lengthenBelow=0.05,patience=3}";
  private static final String SCHEDULED =
      "averaging.interval={type=scheduled,changes=[{round=11,localSteps=200},{round=21,localSteps=5}]}";

  @Test
  void eachKindIsRead() {
    assertThat(interval()).isEqualTo(new Interval.Constant());
    assertThat(interval(ADAPTIVE)).isEqualTo(new Adaptive(10, 400, .2, .05, 3));
    assertThat(interval(SCHEDULED))
        .isEqualTo(new Scheduled(List.of(new Change(11, 200), new Change(21, 5))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type=adaptiv} | averaging.interval.type (--set: 1): expected one of adaptive, constant, scheduled, found adaptiv; did you mean adaptive?",
        "{type=constant,least=1} | averaging.interval.least (--set: 1): unknown key; expected type",
        "{type=scheduled} | averaging.interval.changes (--set): missing; expected a list in [ ]",
        "{type=scheduled,changes=[]} | averaging.interval.changes (--set: 1): expected at least one { round, localSteps }, found []",
        "{type=scheduled,changes=[{round=1,localSteps=5}]} | averaging.interval.changes[0].round (--set: 1): expected a whole number from 2 to 2147483647, found 1",
        "{type=scheduled,changes=[{round=2,localSteps=0}]} | averaging.interval.changes[0].localSteps (--set: 1): expected a whole number from 1 to 2147483647, found 0",
        "{type=scheduled,changes=[{round=4,localSteps=5},{round=4,localSteps=6}]} | averaging.interval.changes[1].round (--set: 1): expected more than 4, the round of the change before, found 4",
        "{type=adaptive,least=101,most=400,shortenAbove=0.2,lengthenBelow=0.05,patience=3} | averaging.interval.least (--set: 1): expected at most training.localSteps, which is 100, found 101",
        "{type=adaptive,least=10,most=99,shortenAbove=0.2,lengthenBelow=0.05,patience=3} | averaging.interval.most (--set: 1): expected at least training.localSteps, which is 100, found 99",
        "{type=adaptive,least=10,most=400,shortenAbove=0.2,lengthenBelow=0.2,patience=3} | averaging.interval.lengthenBelow (--set: 1): expected less than shortenAbove, which is 0.2, found 0.2",
        "{type=adaptive,least=10,most=400,shortenAbove=0,lengthenBelow=0.2,patience=3} | averaging.interval.shortenAbove (--set: 1): expected a number above 0, found 0",
        "{type=adaptive,least=10,most=400,shortenAbove=0.2,lengthenBelow=-1,patience=3} | averaging.interval.lengthenBelow (--set: 1): expected a number not below 0, found -1",
        "{type=adaptive,least=10,most=400,shortenAbove=0.2,lengthenBelow=0.1,patience=0} | averaging.interval.patience (--set: 1): expected a whole number from 1 to 1000, found 0",
        "4 | averaging.interval (--set): expected a section in { }, found 4",
      })
  void eachMistakeIsOneLine(String interval, String line) {
    assertThat(Refusal.problems(SOURCES.withSets(List.of("averaging.interval=" + interval))))
        .containsExactly(line);
  }

  @Test
  void mistakesAreReportedTogether() {
    assertThat(
            Refusal.problems(
                SOURCES.withSets(
                    List.of(
                        "averaging.interval={type=adaptive,least=5,most=50,shortenAbove=1}",
                        "averaging.weights=even"))))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("averaging.interval.lengthenBelow (--set): missing;"))
        .anyMatch(line -> line.startsWith("averaging.interval.patience (--set): missing;"))
        .anyMatch(line -> line.startsWith("averaging.weights (--set): expected one of"));
  }

  @Test
  void epochsNeedRoundsOfKnownLength() {
    assertThat(Refusal.problems(SOURCES.withSets(List.of(ADAPTIVE, "training.epochs=2"))))
        .containsExactly(
            "training.epochs (--set): expected null, as averaging.interval.type is adaptive and"
                + " nobody knows how many rounds make an epoch, found 2; set training.rounds");
    assertThat(interval(SCHEDULED, "training.epochs=2")).isInstanceOf(Scheduled.class);
  }

  @Test
  void aWarmUpIsShorterThanAllRoundsTogether() {
    List<String> sets =
        List.of(SCHEDULED, "training.rounds=20", "recipe.updates.discriminatorWarmUp=3000");

    assertThat(Refusal.problems(SOURCES.withSets(sets)))
        .containsExactly(
            "recipe.updates.discriminatorWarmUp (--set): expected less than the 3000 steps that the"
                + " run may have (20 rounds of 100 local steps, 200 from round 11 on, 5 from round"
                + " 21 on), found 3000: the generator would never learn");
    assertThat(interval(SCHEDULED, "training.rounds=20", "recipe.updates.discriminatorWarmUp=2999"))
        .isNotNull();
  }

  @Test
  void aConstantIntervalLeavesTheFingerprintAsItWasBeforeThereWereOthers() {
    Settings settings = settings();
    String before =
        Sha256.hex(
            String.join(
                "\n",
                settings.recipe().toString(),
                "workers OptionalInt.empty",
                "localSteps 100",
                "seed 1",
                "Averaging[weights=SHARD_SIZE, updaterState=AVERAGE]",
                "ema " + settings.ema().decay(),
                "heldOut 0",
                settings.compute().toString()));

    assertThat(settings.fingerprint()).isEqualTo(before);
    assertThat(settings(ADAPTIVE).fingerprint())
        .isNotEqualTo(before)
        .isNotEqualTo(settings(ADAPTIVE, "averaging.interval.least=11").fingerprint());
    assertThat(settings(SCHEDULED).fingerprint()).isNotEqualTo(before);
  }

  private static Interval interval(String... sets) {
    return settings(sets).averaging().interval();
  }

  private static Settings settings(String... sets) {
    return SettingsReader.read(SOURCES.withSets(List.of(sets))).settings();
  }
}
