package io.sparkgan.nn;

import io.sparkgan.config.LayerSpec;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * DL4J's batch normalisation, which can also do without its scale or without running statistics,
 * and which can be followed by several backward passes. It always holds DL4J's four values a
 * channel.
 */
public abstract class BatchNorm extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  private final boolean learnsScale;
  private final boolean infersWithBatch;

  /** As a recipe has it. */
  protected BatchNorm(LayerSpec.BatchNorm spec, int channels) {
    setNIn(channels);
    setNOut(channels);
    setDecay(spec.momentum());
    setEps(spec.epsilon());
    // The variance itself is kept: the mean of log standard deviations is not that of variances.
    setUseLogStd(false);
    learnsScale = spec.scale();
    infersWithBatch = spec.statistics() == LayerSpec.BatchNorm.Statistics.BATCH;
  }

  /** Whether the scale is learned; else it stays 1. */
  public final boolean learnsScale() {
    return learnsScale;
  }

  /** Whether inference, too, uses the mean and variance of the batch. */
  public final boolean infersWithBatch() {
    return infersWithBatch;
  }
}
