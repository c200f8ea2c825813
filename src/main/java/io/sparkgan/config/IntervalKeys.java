package io.sparkgan.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The keys of an {@link Interval}, and what must hold between them. */
final class IntervalKeys {
  private static final String SECTION = "averaging.interval";

  private static final Map<String, Function<Cursor, Interval>> INTERVALS =
      Map.of(
          "constant", c -> new Interval.Constant(),
          "scheduled", c -> new Interval.Scheduled(c.list("changes", IntervalKeys::change)),
          "adaptive", IntervalKeys::adaptive);

  private IntervalKeys() {}

  static Interval read(Cursor c) {
    return c.variant(INTERVALS);
  }

  private static Interval.Scheduled.Change change(Cursor c) {
    return new Interval.Scheduled.Change(
        c.count("round", 2, Integer.MAX_VALUE), c.count("localSteps", 1, Integer.MAX_VALUE));
  }

  private static Interval adaptive(Cursor c) {
    return new Interval.Adaptive(
        c.count("least", 1, Integer.MAX_VALUE),
        c.count("most", 1, Integer.MAX_VALUE),
        c.number("shortenAbove", Range.POSITIVE),
        c.number("lengthenBelow", Range.NOT_NEGATIVE),
        c.count("patience", 1, 1000));
  }

  static List<Rule> rules(Settings settings, Problems problems) {
    if (settings.averaging().interval() instanceof Interval.Scheduled scheduled) {
      return List.of(Rule.over(() -> checkOrder(scheduled, problems), SECTION));
    }
    if (settings.averaging().interval() instanceof Interval.Adaptive adaptive) {
      int first = settings.training().localSteps();
      return List.of(
          Rule.over(() -> checkDrifts(adaptive, problems), SECTION),
          Rule.over(() -> checkLengths(adaptive, first, problems), SECTION, "training.localSteps"),
          Rule.over(() -> checkEpochs(settings.training(), problems), SECTION, "training.epochs"));
    }
    return List.of();
  }

  private static void checkOrder(Interval.Scheduled scheduled, Problems problems) {
    if (scheduled.changes().isEmpty()) {
      problems.add(SECTION + ".changes", "expected at least one { round, localSteps }, found []");
    }
    for (int i = 1; i < scheduled.changes().size(); i++) {
      int before = scheduled.changes().get(i - 1).round();
      int round = scheduled.changes().get(i).round();
      if (round <= before) {
        problems.add(
            "%s.changes[%d].round".formatted(SECTION, i),
            "expected more than %d, the round of the change before, found %d"
                .formatted(before, round));
      }
    }
  }

  private static void checkDrifts(Interval.Adaptive adaptive, Problems problems) {
    if (adaptive.lengthenBelow() >= adaptive.shortenAbove()) {
      problems.add(
          SECTION + ".lengthenBelow",
          "expected less than shortenAbove, which is %s, found %s"
              .formatted(
                  Decimal.text(adaptive.shortenAbove()), Decimal.text(adaptive.lengthenBelow())));
    }
  }

  private static void checkLengths(Interval.Adaptive adaptive, int first, Problems problems) {
    if (adaptive.least() > first) {
      problems.add(
          SECTION + ".least",
          "expected at most training.localSteps, which is %d, found %d"
              .formatted(first, adaptive.least()));
    }
    if (adaptive.most() < first) {
      problems.add(
          SECTION + ".most",
          "expected at least training.localSteps, which is %d, found %d"
              .formatted(first, adaptive.most()));
    }
  }

  private static void checkEpochs(Settings.Training training, Problems problems) {
    training
        .epochs()
        .ifPresent(
            epochs ->
                problems.add(
                    "training.epochs",
                    "expected null, as averaging.interval.type is adaptive and nobody knows how many rounds make an epoch, found %s; set training.rounds"
                        .formatted(Decimal.text(epochs))));
  }
}
