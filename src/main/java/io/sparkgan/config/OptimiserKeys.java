package io.sparkgan.config;

import io.sparkgan.config.OptimiserSpec.Adam.EpsilonForm;
import java.util.Map;
import java.util.function.Function;

/** The keys of an {@link OptimiserSpec} and its {@link Schedule}. */
final class OptimiserKeys {
  private static final Map<String, Function<Cursor, OptimiserSpec>> OPTIMISERS =
      Map.of("adam", OptimiserKeys::adam, "rmsprop", OptimiserKeys::rmsProp);

  private static final Map<String, Function<Cursor, Schedule>> SCHEDULES =
      Map.of(
          "constant", c -> new Schedule.Constant(),
          "inverse-time", c -> new Schedule.InverseTime(c.number("decay", Range.POSITIVE)),
          "exponential",
              c -> new Schedule.Exponential(c.number("base", Range.POSITIVE), updates(c)),
          "linear", c -> new Schedule.Linear(c.number("last", Range.NOT_NEGATIVE), updates(c)),
          "cosine", c -> new Schedule.Cosine(c.number("last", Range.NOT_NEGATIVE), updates(c)));

  private OptimiserKeys() {}

  static OptimiserSpec read(Cursor c) {
    return c.variant(OPTIMISERS);
  }

  private static OptimiserSpec adam(Cursor c) {
    return new OptimiserSpec.Adam(
        c.number("rate", Range.POSITIVE),
        c.number("beta1", Range.BELOW_ONE),
        c.number("beta2", Range.BELOW_ONE),
        c.number("epsilon", Range.POSITIVE),
        c.has("epsilonForm") ? c.oneOf(EpsilonForm.class, "epsilonForm") : EpsilonForm.HAT,
        schedule(c));
  }

  private static OptimiserSpec rmsProp(Cursor c) {
    return new OptimiserSpec.RmsProp(
        c.number("rate", Range.POSITIVE),
        c.number("rho", Range.BELOW_ONE),
        c.number("epsilon", Range.POSITIVE),
        schedule(c));
  }

  private static Schedule schedule(Cursor c) {
    return c.has("schedule")
        ? c.section("schedule", schedule -> schedule.variant(SCHEDULES))
        : new Schedule.Constant();
  }

  private static int updates(Cursor c) {
    return c.count("updates", 1, Integer.MAX_VALUE);
  }
}
