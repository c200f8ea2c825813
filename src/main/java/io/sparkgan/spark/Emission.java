package io.sparkgan.spark;

import io.sparkgan.averaging.Chunk;
import io.sparkgan.training.DivergedException;
import io.sparkgan.training.WorkerRound;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import scala.Tuple2;

/** What a worker sends into the shuffle: its report, and its state in chunks, cut one by one. */
record Emission(WorkerRound.Outcome outcome) {

  Iterator<Tuple2<ChunkKey, RoundMessage>> messages() {
    return Stream.concat(
            Stream.of(message(ChunkKey.REPORT, new RoundMessage.Report(outcome.report()))),
            outcome.plan().chunks().stream().map(this::part))
        .iterator();
  }

  /** What a worker sends that has no state to send. */
  static Iterator<Tuple2<ChunkKey, RoundMessage>> diverged(
      int worker, DivergedException divergence) {
    RoundMessage message = new RoundMessage.Diverged(worker, divergence);
    return List.of(new Tuple2<>(new ChunkKey(ChunkKey.REPORT, worker), message)).iterator();
  }

  private Tuple2<ChunkKey, RoundMessage> part(Chunk chunk) {
    return message(chunk.index(), new RoundMessage.Part(outcome.contribution(chunk)));
  }

  private Tuple2<ChunkKey, RoundMessage> message(int chunk, RoundMessage message) {
    return new Tuple2<>(new ChunkKey(chunk, outcome.report().worker()), message);
  }
}
