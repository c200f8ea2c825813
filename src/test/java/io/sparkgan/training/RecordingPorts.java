package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Interval;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Judged;
import io.sparkgan.gan.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Every port of the loop, in memory; writes down each call in order. */
final class RecordingPorts
    implements CheckpointStore, MetricsSink, SampleSink, EvaluationSink, Progress {
  private final List<String> calls = new ArrayList<>();
  private final Map<Integer, Checkpoint> committed = new TreeMap<>();
  private final Map<Integer, RoundOutcome> outcomes = new TreeMap<>();
  private final Map<Integer, Samples> samples = new TreeMap<>();
  private final Map<Integer, List<Judged>> judged = new TreeMap<>();
  private final SortedMap<Integer, List<Evaluation>> evaluations = new TreeMap<>();
  private final List<Long> left = new ArrayList<>();
  private OptionalInt best = OptionalInt.empty();

  /** Calls as {@code port round}, in order. */
  List<String> calls() {
    return calls;
  }

  /** Rounds of one kind of call. */
  List<Integer> rounds(String call) {
    return calls.stream()
        .filter(c -> c.startsWith(call + " "))
        .map(c -> Integer.valueOf(c.substring(call.length() + 1)))
        .toList();
  }

  Map<Integer, Checkpoint> committed() {
    return committed;
  }

  Map<Integer, RoundOutcome> outcomes() {
    return outcomes;
  }

  Map<Integer, Samples> samples() {
    return samples;
  }

  Map<Integer, List<Judged>> judged() {
    return judged;
  }

  SortedMap<Integer, List<Evaluation>> evaluations() {
    return evaluations;
  }

  /** What was said to be left after each round. */
  List<Long> left() {
    return left;
  }

  /** The round that is kept as the best. */
  OptionalInt best() {
    return best;
  }

  /** Forgets which round is the best, as if it had never been kept. */
  void loseBest() {
    best = OptionalInt.empty();
  }

  @Override
  public Optional<Checkpoint> latest() {
    return committed.values().stream().reduce((before, last) -> last);
  }

  @Override
  public Pending prepare(Checkpoint checkpoint) {
    calls.add("prepare " + checkpoint.round());
    return new Pending() {
      @Override
      public void commit() {
        calls.add("commit " + checkpoint.round());
        committed.put(checkpoint.round(), checkpoint);
      }

      @Override
      public void close() {
        calls.add("close " + checkpoint.round());
      }
    };
  }

  @Override
  public void writeDetails(int round, RoundOutcome outcome) {
    calls.add("details " + round);
    outcomes.put(round, outcome);
  }

  @Override
  public void writeRound(RoundRecord round) {
    calls.add("row " + round.round());
  }

  @Override
  public List<Interval.Trained> newest(int round, int count) {
    calls.add("newest " + round);
    return IntStream.rangeClosed(round - count + 1, round)
        .mapToObj(outcomes::get)
        .map(it -> new Interval.Trained(it.localSteps(), it.drift().greater()))
        .toList();
  }

  @Override
  public void write(int round, Samples images, List<Judged> verdicts) {
    calls.add("samples " + round);
    samples.put(round, images);
    judged.put(round, verdicts);
  }

  @Override
  public void recorded(RoundRecord round, int rounds, long stepsLeft) {
    left.add(stepsLeft);
    calls.add("progress " + round.round());
  }

  @Override
  public void write(int round, List<Evaluation> rows) {
    calls.add("scores " + round);
    evaluations.put(round, rows);
  }

  /** A score of every round that has been evaluated by a protocol. */
  ScoreHistory history(Protocol protocol, Score score) {
    SortedMap<Integer, Double> history = new TreeMap<>();
    evaluations.forEach(
        (round, rows) ->
            rows.stream()
                .filter(row -> row.protocol() == protocol)
                .forEach(row -> history.put(round, row.scores().of(score))));
    return new ScoreHistory(score, history);
  }

  @Override
  public void keepBest(int round) {
    calls.add("best " + round);
    if (committed.containsKey(round)) {
      best = OptionalInt.of(round);
    }
  }

  @Override
  public void evaluated(int round, List<Evaluation> rows, OptionalInt bestSoFar) {
    calls.add("evaluated " + round);
    assertThat(bestSoFar).isEqualTo(best);
  }
}
