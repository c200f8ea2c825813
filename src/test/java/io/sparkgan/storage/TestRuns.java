package io.sparkgan.storage;

import io.sparkgan.config.Protocol;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Judged;
import io.sparkgan.evaluation.Scores;
import io.sparkgan.gan.Samples;
import io.sparkgan.gan.StepMetrics;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import io.sparkgan.training.CheckpointStore.Pending;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.WorkerReport;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Small states, rounds and samples with values that can be told apart. */
final class TestRuns {
  static final Layout LAYOUT =
      new Layout(
          List.of(
              new Section("generator/parameters", Section.Kind.PARAMETERS, 3),
              new Section("generator/adam", Section.Kind.UPDATER, 0),
              new Section("discriminator/parameters", Section.Kind.PARAMETERS, 2)));

  static final Fingerprints FINGERPRINTS =
      new Fingerprints(LAYOUT.fingerprint(), "configuration-1", "data-1");

  private TestRuns() {}

  static GanState state(int round) {
    return new GanState(
        LAYOUT,
        List.of(new float[] {round, -0.0f, Float.MIN_VALUE}, new float[0], new float[] {1.5f, -2}),
        10L * round,
        5L * round);
  }

  static Checkpoint checkpoint(int round) {
    return new Checkpoint(round, state(round));
  }

  static StoredCheckpoint stored(int round) {
    return new StoredCheckpoint(checkpoint(round), FINGERPRINTS);
  }

  static void commit(CheckpointStore store, int round) {
    try (Pending pending = store.prepare(checkpoint(round))) {
      pending.commit();
    }
  }

  /** Two workers, two steps each; every figure differs from every other. */
  static RoundOutcome outcome(int round) {
    return new RoundOutcome(
        state(round), List.of(worker(0, round), worker(1, round)), 11, 220, 33, 4000, 5000);
  }

  private static WorkerReport worker(int worker, int round) {
    List<StepMetrics> steps =
        IntStream.of(1, 2)
            .mapToObj(
                s ->
                    new StepMetrics(
                        10L * round + s, worker + s, worker + 2 * s, 0.75, 0.25, 0.875, 0.625))
            .toList();
    return new WorkerReport(
        worker,
        "host-" + worker,
        "avx" + worker,
        64 + worker,
        100 + worker,
        0.25 + 0.5 * worker,
        7,
        200,
        9,
        70000,
        600,
        0.5,
        0.125,
        steps);
  }

  /** Every figure differs from every other, and those of the floor from those of the scores. */
  static Evaluation evaluation(Protocol protocol, double distance) {
    return new Evaluation(
        protocol,
        "test",
        1000,
        "mnist-0123abcd",
        42,
        scores(distance, OptionalDouble.of(.875), OptionalDouble.empty()),
        scores(.5, OptionalDouble.empty(), OptionalDouble.empty()),
        2000,
        1234);
  }

  private static Scores scores(
      double distance, OptionalDouble asAsked, OptionalDouble realProbability) {
    return new Scores(
        distance / 2,
        distance,
        distance + 1,
        distance + 2,
        distance + 3,
        distance + 4,
        List.of(0.0, distance + 5),
        distance + 6,
        (int) (distance + 7),
        distance + 8,
        asAsked,
        distance + 9,
        realProbability);
  }

  /** A verdict on each image. */
  static List<Judged> judged(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Judged(i, .5f + .125f * i, 1_000_000_000_000L + i, 2.5f * i))
        .toList();
  }

  /** Images of 2 x 3 whose pixels count up, over 127 too. */
  static Samples samples(int count) {
    return new Samples(
        2,
        3,
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  byte[] pixels = new byte[6];
                  for (int p = 0; p < pixels.length; p++) {
                    pixels[p] = (byte) (100 + 40 * i + 10 * p);
                  }
                  return new Samples.Sample(new float[] {i, -0.5f}, i - 1, pixels, 0.25f * i);
                })
            .toList());
  }
}
