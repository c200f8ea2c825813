package io.sparkgan.config;

import com.typesafe.config.ConfigObject;
import io.sparkgan.config.Loss.Regularisation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The keys of {@link Settings}, one method a section. */
final class SettingsKeys {
  private static final int MOST_WORKERS = 10_000;
  private static final int MOST_SAMPLES = 10_000;
  private static final Pattern NOT_BLANK = Pattern.compile(".*\\S.*");

  private SettingsKeys() {}

  static Settings read(ConfigObject keys, Problems problems) {
    Settings settings = Cursor.read("", keys, problems, SettingsKeys::settings);
    Rule bank =
        Rule.over(() -> checkBank(settings, problems), "recipe.latent.bank", "training.workers");
    Rule grid =
        Rule.over(
            () -> checkGrid(settings, problems),
            "recipe.conditional",
            "recipe.classes",
            "samples.columns");
    Rule bf16 =
        Rule.over(
            () -> checkPrecision(settings.compute(), problems),
            "compute.backend",
            "compute.precision");
    Rule penalty =
        Rule.over(
            () -> checkPenalty(settings, problems),
            "compute.precision",
            "recipe.regularisation.gradientPenalty");
    Rule patience =
        Rule.over(
            () -> checkPatience(settings.evaluation(), problems),
            "evaluation.judge",
            "evaluation.patience");
    Rule compaction =
        Rule.over(() -> checkCompaction(settings.metrics(), problems), "metrics.compactEvery");
    List<Rule> rules = new ArrayList<>(List.of(bank, grid, bf16, penalty, patience, compaction));
    rules.addAll(IntervalKeys.rules(settings, problems));
    Rule.checkAll(rules, problems);
    return settings;
  }

  /** What is asked of a new run only: one that is there may have been stopped early. */
  static void checkNew(Settings settings, Problems problems) {
    Rule warmUp =
        Rule.over(
            () -> checkWarmUp(settings, problems),
            "recipe.updates.discriminatorWarmUp",
            "averaging.interval",
            "training");
    Rule.checkAll(List.of(warmUp), problems);
  }

  private static Settings settings(Cursor c) {
    return new Settings(
        c.section("recipe", RecipeKeys::read),
        c.section("data", SettingsKeys::data),
        c.section("training", SettingsKeys::training),
        c.section("averaging", SettingsKeys::averaging),
        c.section("ema", SettingsKeys::ema),
        c.section("checkpoint", SettingsKeys::checkpoint),
        c.section("samples", SettingsKeys::samples),
        c.section("metrics", SettingsKeys::metrics),
        c.section("evaluation", SettingsKeys::evaluation),
        c.section("compute", SettingsKeys::compute));
  }

  /** Each worker has an equal share of the bank. */
  private static void checkBank(Settings settings, Problems problems) {
    int bank = settings.recipe().latent().bank();
    int workers = settings.training().workers().orElse(1);
    if (bank > 0 && bank < workers) {
      problems.add(
          "recipe.latent.bank",
          "expected 0 or at least training.workers, which is %d, found %d"
              .formatted(workers, bank));
    }
  }

  /** A conditional grid has a row for every class. */
  private static void checkGrid(Settings settings, Problems problems) {
    long images = (long) settings.recipe().classes() * settings.samples().columns();
    if (images > MOST_SAMPLES) {
      problems.add(
          "samples.columns",
          "expected at most %d, as a grid of %d classes takes at most %d images, found %d"
              .formatted(
                  MOST_SAMPLES / settings.recipe().classes(),
                  settings.recipe().classes(),
                  MOST_SAMPLES,
                  settings.samples().columns()));
    }
  }

  private static void checkPrecision(Compute compute, Problems problems) {
    if (compute.backend() == Compute.Backend.DL4J
        && compute.precision() == Compute.Precision.BF16) {
      problems.add(
          "compute.precision",
          "expected f32 or auto, as compute.backend is dl4j, whose layers compute in f32, found bf16");
    }
  }

  /** It is a difference of nearby values, which 8 bits of mantissa do not tell apart. */
  private static void checkPenalty(Settings settings, Problems problems) {
    Regularisation regularisation = settings.recipe().loss().regularisation();
    if (regularisation.hasPenalty() && settings.compute().precision() == Compute.Precision.BF16) {
      problems.add(
          "compute.precision",
          "expected f32 or auto, because recipe.regularisation.gradientPenalty is %s, a difference too small for bf16, found bf16"
              .formatted(Constant.text(regularisation.gradientPenalty())));
    }
  }

  /** Patience counts scores. */
  private static void checkPatience(Settings.Evaluation evaluation, Problems problems) {
    if (evaluation.judge().equals(Settings.Evaluation.NONE) && evaluation.patience() > 0) {
      problems.add(
          "evaluation.patience",
          "expected 0, as evaluation.judge is none and no round has a score, found %d"
              .formatted(evaluation.patience()));
    }
  }

  /** Making one file of one would change nothing. */
  private static void checkCompaction(Settings.Metrics metrics, Problems problems) {
    if (metrics.compactEvery() == 1) {
      problems.add("metrics.compactEvery", "expected 0 or at least 2, found 1");
    }
  }

  /** Where epochs decide, the length is known only with the data. */
  private static void checkWarmUp(Settings settings, Problems problems) {
    Settings.Training training = settings.training();
    Interval interval = settings.averaging().interval();
    long steps = interval.most(training.localSteps(), training.rounds());
    int warmUp = settings.recipe().updates().discriminatorWarmUp();
    if (training.epochs().isEmpty() && steps > 0 && warmUp >= steps) {
      problems.add(
          "recipe.updates.discriminatorWarmUp",
          "expected less than the %d steps that the run may have (%,d rounds of %s), found %d: the generator would never learn"
              .formatted(
                  steps, training.rounds(), interval.description(training.localSteps()), warmUp));
    }
  }

  private static Settings.Data data(Cursor c) {
    return new Settings.Data(
        c.text("uri", NOT_BLANK, "mnist, a folder or a table"),
        c.count("heldOut", 0, Integer.MAX_VALUE),
        c.value(
            "partition",
            "iid, or by-label(k) with k labels for each worker, 1 to 255",
            () -> Partition.IID,
            v -> Cursor.scalar(v).flatMap(Partition::parse)));
  }

  private static Settings.Training training(Cursor c) {
    return new Settings.Training(
        c.has("workers")
            ? OptionalInt.of(c.count("workers", 1, MOST_WORKERS))
            : OptionalInt.empty(),
        c.count("localSteps", 1, Integer.MAX_VALUE),
        c.count("rounds", 0, Integer.MAX_VALUE),
        c.has("epochs")
            ? OptionalDouble.of(c.number("epochs", Range.POSITIVE))
            : OptionalDouble.empty(),
        c.whole("seed"));
  }

  private static Settings.Averaging averaging(Cursor c) {
    return new Settings.Averaging(
        c.oneOf(Settings.Averaging.Weights.class, "weights"),
        c.oneOf(Settings.Averaging.UpdaterState.class, "updaterState"),
        c.section("interval", IntervalKeys::read));
  }

  private static Settings.Ema ema(Cursor c) {
    return new Settings.Ema(c.number("decay", Range.BELOW_ONE), c.flag("samples", true));
  }

  private static Settings.Checkpoint checkpoint(Cursor c) {
    return new Settings.Checkpoint(
        c.count("every", 1, Integer.MAX_VALUE), c.count("keep", 1, Integer.MAX_VALUE));
  }

  private static Settings.Samples samples(Cursor c) {
    return new Settings.Samples(
        c.count("every", 1, Integer.MAX_VALUE),
        c.count("count", 1, MOST_SAMPLES),
        c.count("columns", 1, MOST_SAMPLES));
  }

  private static Settings.Metrics metrics(Cursor c) {
    return new Settings.Metrics(c.count("compactEvery", 0, Integer.MAX_VALUE));
  }

  private static Settings.Evaluation evaluation(Cursor c) {
    return new Settings.Evaluation(
        c.count("every", 1, Integer.MAX_VALUE),
        c.someOf(Protocol.class, "protocols"),
        c.text("judge", NOT_BLANK, "auto, none, mnist or the folder of a judge"),
        c.oneOf(Score.class, "best"),
        c.count("patience", 0, Integer.MAX_VALUE),
        c.flag("concurrent", false));
  }

  private static Compute compute(Cursor c) {
    return new Compute(
        c.oneOf(Compute.Backend.class, "backend"), c.oneOf(Compute.Precision.class, "precision"));
  }
}
