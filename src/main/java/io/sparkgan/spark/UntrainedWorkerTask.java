package io.sparkgan.spark;

import io.sparkgan.averaging.ChunkPlan;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.state.GanState;
import io.sparkgan.training.WorkerReport;
import io.sparkgan.training.WorkerRound;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * A worker that does not train: its copy of the state is the broadcast one with a little noise of
 * its own. All else is as in {@link WorkerTask}.
 */
final class UntrainedWorkerTask
    implements Function2<Integer, Iterator<Integer>, Iterator<Tuple2<ChunkKey, RoundMessage>>> {
  private static final long serialVersionUID = 1L;

  /** So that sums are of numbers that differ, as those of trained workers do. */
  private static final float NOISE = 1e-3f / (1 << 24);

  private final Averaging averaging;
  private final int workers;
  private final Broadcast<GanState> start;

  UntrainedWorkerTask(Averaging averaging, int workers, Broadcast<GanState> start) {
    this.averaging = averaging;
    this.workers = workers;
    this.start = start;
  }

  @Override
  public Iterator<Tuple2<ChunkKey, RoundMessage>> call(Integer worker, Iterator<Integer> nothing) {
    GanState state = noisy(start.value(), worker);
    ChunkPlan plan = new ChunkPlan(state.layout(), averaging.updaterState(), workers);
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    WorkerReport report =
        new WorkerReport(worker, host, "none", 0, 1, 0, 0, 0, 0, 0, plan.bytes(), 0, 0, List.of());
    return new Emission(new WorkerRound.Outcome(state, plan, report, 1)).messages();
  }

  private static GanState noisy(GanState start, int worker) {
    SplittableRandom random = new SplittableRandom(worker);
    List<float[]> values = new ArrayList<>();
    for (int section = 0; section < start.layout().sections().size(); section++) {
      float[] copy = start.values(section).clone();
      for (int i = 0; i < copy.length; i++) {
        copy[i] += (random.nextInt() >> 7) * NOISE;
      }
      values.add(copy);
    }
    return new GanState(start.layout(), values, start.steps(), start.updaterSteps());
  }
}
