package io.sparkgan.training;

import io.sparkgan.evaluation.Judged;
import io.sparkgan.gan.Samples;
import java.util.List;

/** Asks the judge about the sample images of a round. */
public interface SampleAppraiser {

  /** One verdict for each image, in order; none at all if there is no judge. */
  List<Judged> appraise(Samples samples);

  /** For runs without a judge. */
  static SampleAppraiser none() {
    return samples -> List.of();
  }
}
