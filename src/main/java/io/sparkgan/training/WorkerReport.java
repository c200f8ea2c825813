package io.sparkgan.training;

import io.sparkgan.gan.StepMetrics;
import java.io.Serializable;
import java.util.List;

/**
 * What one worker did in one round.
 *
 * @param instructions what the processor there computed with
 * @param images real images it trained on
 * @param shardImages images in its shard
 * @param weight its share in the average; all workers' shares add up to 1
 * @param restoreMillis wall time to put the broadcast state into its networks
 * @param trainMillis wall time of its local steps
 * @param emitMillis wall time to read its new state out
 * @param nativeBytes native memory that its networks, optimisers and local steps took
 * @param bytesEmitted bytes of state it sent to the average
 * @param generatorDrift Euclidean norm of its generator's parameters minus the average
 * @param discriminatorDrift the same for the discriminator
 * @param steps one entry per local step
 */
public record WorkerReport(
    int worker,
    String host,
    String instructions,
    long images,
    long shardImages,
    double weight,
    long restoreMillis,
    long trainMillis,
    long emitMillis,
    long nativeBytes,
    long bytesEmitted,
    double generatorDrift,
    double discriminatorDrift,
    List<StepMetrics> steps)
    implements Serializable {
  public WorkerReport {
    steps = List.copyOf(steps);
  }

  /** Its local steps. */
  public int localSteps() {
    return steps.size();
  }

  /** This report with its share in the average and the distances from it, known only after it. */
  WorkerReport averaged(double share, double generator, double discriminator) {
    return new WorkerReport(
        worker,
        host,
        instructions,
        images,
        shardImages,
        share,
        restoreMillis,
        trainMillis,
        emitMillis,
        nativeBytes,
        bytesEmitted,
        generator,
        discriminator,
        steps);
  }
}
