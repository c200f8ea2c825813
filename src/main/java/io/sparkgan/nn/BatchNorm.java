package io.sparkgan.nn;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's batch normalisation, which can also do without its scale or without running statistics,
 * and which can be followed by several backward passes. It always holds DL4J's four values a
 * channel.
 */
public class BatchNorm extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  private boolean learnsScale = true;
  private boolean infersWithBatch;

  /**
   * With a learned scale, and running statistics in inference.
   *
   * @param momentum share of the old running statistics that survives a step
   * @param epsilon added to the variance
   */
  public BatchNorm(int channels, double momentum, double epsilon) {
    setNIn(channels);
    setNOut(channels);
    setDecay(momentum);
    setEps(epsilon);
    // The variance itself is kept: the mean of log standard deviations is not that of variances.
    setUseLogStd(false);
  }

  /** Leaves the scale at 1. */
  public final BatchNorm withoutScale() {
    learnsScale = false;
    return this;
  }

  /** Uses the mean and variance of the batch in inference, too. */
  public final BatchNorm withBatchStatistics() {
    infersWithBatch = true;
    return this;
  }

  /** Whether the scale is learned. */
  public final boolean learnsScale() {
    return learnsScale;
  }

  final boolean infersWithBatch() {
    return infersWithBatch;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray params,
      boolean initialise,
      DataType dataType) {
    return new LayerWiring(conf, listeners, index, params, initialise)
        .connect(new BatchNormLayer(conf, dataType));
  }
}
