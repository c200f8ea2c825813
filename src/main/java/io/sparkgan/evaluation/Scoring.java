package io.sparkgan.evaluation;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.SeedSequence;
import java.util.List;

/** Scores images by one protocol. */
@SuppressWarnings({"UnusedVariable", "unused", "DoNotCallSuggester"})
public final class Scoring {

  /** Of images against some real ones. */
  public Scoring(Protocol protocol, Reference reference) {}

  /**
   * Scores the first images of some blocks, as many as the protocol says.
   *
   * @param blocksInOrder from block 0 on
   * @throws IllegalArgumentException if they have fewer images or are not in order
   */
  public Scores of(List<BlockSums> blocksInOrder) {
    throw new UnsupportedOperationException("on its way");
  }

  /**
   * What as many training images get, or all if there are fewer: the best that can be asked for.
   *
   * @param seeds decide which ones
   */
  public Scores floor(SeedSequence seeds) {
    throw new UnsupportedOperationException("on its way");
  }
}
