package io.sparkgan.config;

import java.io.Serializable;
import java.util.List;

/**
 * How many local steps lie between two averagings: a pure function of settings and of the rounds
 * before, so a resumed run goes on with the lengths of one that was never stopped. Everywhere
 * {@code first} is {@code training.localSteps}.
 */
public sealed interface Interval extends Serializable {

  /**
   * What the length of later rounds may depend on.
   *
   * @param localSteps of each worker in the round
   * @param drift of the workers at its end, not below 0
   */
  record Trained(int localSteps, double drift) {}

  /** How many of the newest rounds {@link #localSteps} looks at. */
  default int lookBack() {
    return 0;
  }

  /**
   * Local steps of each worker in a round.
   *
   * @param round from 1
   * @param newest {@link #lookBack} rounds before it, or all if there are fewer; the newest last
   */
  int localSteps(int first, int round, List<Trained> newest);

  /** What rounds 1 to {@code rounds} have together, or at most, should that depend on training. */
  long most(int first, int rounds);

  /** What the rounds after {@code round} have together, as far as can be said. */
  default long left(int first, int round, int rounds, List<Trained> newest) {
    return most(first, rounds) - most(first, round);
  }

  /** The fewest rounds that may have so many local steps together, or one more than an int has. */
  default long rounds(int first, double steps) {
    long fewer = 0;
    long enough = Integer.MAX_VALUE + 1L;
    while (enough - fewer > 1) {
      long middle = (fewer + enough) / 2;
      if (most(first, (int) middle) >= steps) {
        enough = middle;
      } else {
        fewer = middle;
      }
    }
    return enough;
  }

  /** What to say after a number of rounds. */
  String description(int first);

  /** The same in all rounds. */
  record Constant() implements Interval {
    @Override
    public int localSteps(int first, int round, List<Trained> newest) {
      return first;
    }

    @Override
    public long most(int first, int rounds) {
      return (long) first * rounds;
    }

    @Override
    public String description(int first) {
      return steps(first);
    }
  }

  /**
   * Another number from some rounds on.
   *
   * @param changes in ascending order of their rounds
   */
  record Scheduled(List<Change> changes) implements Interval {
    public Scheduled {
      changes = List.copyOf(changes);
    }

    /** From this round on rounds have so many local steps. */
    public record Change(int round, int localSteps) implements Serializable {}

    @Override
    public int localSteps(int first, int round, List<Trained> newest) {
      int steps = first;
      for (Change change : changes) {
        if (change.round <= round) {
          steps = change.localSteps;
        }
      }
      return steps;
    }

    @Override
    public long most(int first, int rounds) {
      long sum = (long) first * rounds;
      int before = first;
      for (Change change : changes) {
        sum += Math.max(0L, rounds - change.round + 1L) * (change.localSteps - (long) before);
        before = change.localSteps;
      }
      return sum;
    }

    @Override
    public String description(int first) {
      StringBuilder text = new StringBuilder(steps(first));
      for (Change change : changes) {
        text.append(", %,d from round %,d on".formatted(change.localSteps, change.round));
      }
      return text.toString();
    }
  }

  /**
   * Half as many after a round in which the workers drifted too far apart, twice as many after some
   * in which they stayed close. So averaging costs most where it matters, as in dynamic averaging
   * (Kamp et al. 2018, arXiv:1807.03210), but the bound is checked where the workers meet anyway.
   *
   * @param least local steps of a round
   * @param most local steps of a round
   * @param shortenAbove the drift above which the next round is shorter
   * @param lengthenBelow the drift below which a round counts as calm
   * @param patience calm rounds in a row, all of the same length, after which the next is longer
   */
  record Adaptive(int least, int most, double shortenAbove, double lengthenBelow, int patience)
      implements Interval {

    @Override
    public int lookBack() {
      return patience;
    }

    @Override
    public int localSteps(int first, int round, List<Trained> newest) {
      if (newest.isEmpty()) {
        return first;
      }
      Trained last = newest.get(newest.size() - 1);
      if (last.drift > shortenAbove) {
        return Math.max(least, last.localSteps / 2);
      }
      return calm(newest, last.localSteps)
          ? (int) Math.min(most, 2L * last.localSteps)
          : last.localSteps;
    }

    private boolean calm(List<Trained> newest, int length) {
      return newest.size() >= patience
          && newest.subList(newest.size() - patience, newest.size()).stream()
              .allMatch(round -> round.localSteps == length && round.drift < lengthenBelow);
    }

    @Override
    public long most(int first, int rounds) {
      return (long) most * rounds;
    }

    @Override
    public long left(int first, int round, int rounds, List<Trained> newest) {
      return (long) (rounds - round) * localSteps(first, round + 1, newest);
    }

    @Override
    public String description(int first) {
      return "%s at first, then %,d to %,d by the workers' drift"
          .formatted(steps(first), least, most);
    }
  }

  private static String steps(int count) {
    return "%,d local steps".formatted(count);
  }
}
