package io.sparkgan.training;

import io.sparkgan.evaluation.Judged;
import io.sparkgan.gan.Samples;
import java.util.List;

/**
 * Takes the sample images of rounds. Writing a round again replaces what was written of it before.
 */
public interface SampleSink {

  /**
   * Writes the samples of a round.
   *
   * @param judged the judge's verdict on each image, in order; empty if there is no judge
   */
  void write(int round, Samples samples, List<Judged> judged);
}
