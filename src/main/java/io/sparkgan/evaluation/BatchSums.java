package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is summed over images that are scored together.
 *
 * @param kernel estimates of {@link KernelDistance}, one a subset
 */
record BatchSums(Moments moments, ClassSums classes, List<Double> kernel) implements Serializable {

  /**
   * Sums over images.
   *
   * @param subset images in a subset of the kernel distance
   * @param from number of their first subset: decides which real images it is compared with
   */
  static BatchSums of(Appraisal appraisal, int subset, int from, Reference reference) {
    Points features = Points.features(appraisal);
    List<Double> kernel = new ArrayList<>();
    for (int i = 0; (i + 1) * subset <= features.count(); i++) {
      Points generated = features.range(i * subset, (i + 1) * subset);
      kernel.add(KernelDistance.estimate(generated, reference.opposite(from + i, subset)));
    }
    return new BatchSums(Moments.of(features), ClassSums.of(appraisal), kernel);
  }

  /** Over the images of all; their order decides the last bits. */
  static BatchSums merged(List<BatchSums> all) {
    return new BatchSums(
        Moments.merged(all.stream().map(BatchSums::moments).toList()),
        ClassSums.merged(all.stream().map(BatchSums::classes).toList()),
        all.stream().flatMap(sums -> sums.kernel.stream()).toList());
  }
}
