package io.sparkgan.job;

import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.training.Progress;
import io.sparkgan.training.RoundRecord;
import io.sparkgan.training.WorkerReport;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Passes on what goes on in a run, and warns once when its workers compute with different
 * instructions: the run can then not be repeated to the last bit.
 */
final class MixedInstructions implements Progress {
  private final RunListener listener;
  private final Set<String> known = new TreeSet<>();
  private boolean told;

  MixedInstructions(RunListener listener) {
    this.listener = listener;
  }

  /** Takes what the workers of an earlier round computed with. */
  void begin(Set<String> before) {
    known.addAll(before);
    told = known.size() > 1;
  }

  @Override
  public void recorded(RoundRecord round, int rounds, long stepsLeft) {
    listener.recorded(round, rounds, stepsLeft);
    for (WorkerReport worker : round.outcome().workers()) {
      boolean other = known.add(worker.instructions()) && known.size() > 1;
      if (other && !told) {
        told = true;
        listener.warns(
            "two processors, two bits: worker %d of round %d computed with %s on %s, others of this run with %s; the last bits depend on which machine trains which worker, and the table workers has it for each"
                .formatted(
                    worker.worker(),
                    round.round(),
                    worker.instructions(),
                    worker.host(),
                    others(worker)));
      }
    }
  }

  private String others(WorkerReport worker) {
    Set<String> others = new TreeSet<>(known);
    others.remove(worker.instructions());
    return String.join(", ", others);
  }

  @Override
  public void evaluated(int round, List<Evaluation> evaluations, OptionalInt best) {
    listener.evaluated(round, evaluations, best);
  }
}
