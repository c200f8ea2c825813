package io.sparkgan.training;

import io.sparkgan.averaging.Chunk;
import io.sparkgan.averaging.ChunkMean;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.data.Shard;
import io.sparkgan.gan.LocalTask;
import io.sparkgan.gan.LocalTrainer;
import io.sparkgan.state.GanState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Trains one worker after the other in the calling thread: the plain loop that Spark is measured
 * against.
 */
public final class InProcessRoundRunner implements RoundRunner {
  private final Settings settings;
  private final List<Shard> shards;
  private final LocalTrainer trainer;

  public InProcessRoundRunner(Settings settings, List<Shard> shards) {
    this.settings = settings;
    this.shards = List.copyOf(shards);
    this.trainer = new LocalTrainer(settings.recipe(), settings.compute());
  }

  @Override
  public RoundOutcome run(int round, int localSteps, GanState state) {
    long begun = System.nanoTime();
    List<WorkerRound.Outcome> workers = new ArrayList<>();
    WorkerRound workerRound =
        new WorkerRound(settings.averaging(), shards.size(), settings.recipe().realPerStep());
    for (int worker = 0; worker < shards.size(); worker++) {
      workers.add(workerRound.run(trainer, task(round, worker, localSteps, state), "in-process"));
    }
    long trained = System.nanoTime();
    RoundAssembly assembly =
        new RoundAssembly(settings.averaging(), shards.size(), state, localSteps);
    workers.forEach(worker -> assembly.add(worker.report()));
    for (Chunk chunk : workers.get(0).plan().chunks()) {
      assembly.add(
          chunk.index(), ChunkMean.of(workers.stream().map(w -> w.contribution(chunk)).toList()));
    }
    long averaged = System.nanoTime();
    return assembly.finish(0, millis(trained - begun), millis(averaged - trained));
  }

  private LocalTask task(int round, int worker, int localSteps, GanState state) {
    return new LocalTask(
        round,
        worker,
        shards.size(),
        localSteps,
        new SeedSequence(settings.training().seed()),
        state,
        shards.get(worker));
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
