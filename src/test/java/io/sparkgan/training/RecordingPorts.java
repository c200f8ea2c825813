package io.sparkgan.training;

import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Judged;
import io.sparkgan.gan.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Every port of the loop, in memory; writes down each call in order. */
final class RecordingPorts implements CheckpointStore, MetricsSink, SampleSink, Progress {
  private final List<String> calls = new ArrayList<>();
  private final Map<Integer, Checkpoint> committed = new TreeMap<>();
  private final Map<Integer, RoundOutcome> outcomes = new TreeMap<>();
  private final Map<Integer, Samples> samples = new TreeMap<>();

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
  public void write(int round, Samples images, List<Judged> judged) {
    calls.add("samples " + round);
    samples.put(round, images);
  }

  @Override
  public void recorded(RoundRecord round, int rounds) {
    calls.add("progress " + round.round());
  }

  @Override
  public void evaluated(int round, List<Evaluation> evaluations, OptionalInt best) {
    calls.add("evaluated " + round);
  }

  @Override
  public void keepBest(int round) {
    calls.add("best " + round);
  }
}
