package io.sparkgan.spark;

import io.sparkgan.evaluation.Appraisal;
import io.sparkgan.evaluation.BlockSums;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.Reference;
import io.sparkgan.state.GanState;
import org.apache.spark.broadcast.Broadcast;

/**
 * Images of any origin about which the discriminator of a run is asked, too. One that wants to be
 * told an image's class is told what the judge takes it for.
 */
record DiscriminatedImages(
    GivenImages images, ExecutorCache.Networks networks, Broadcast<GanState> state)
    implements BlockImages {

  @Override
  public BlockSums sums(int block, Judge judge, Reference reference) {
    Appraisal appraisal = images.appraisal(block, judge);
    int[] told = networks.recipe().conditional() ? appraisal.verdicts() : new int[0];
    float[] probabilities =
        ExecutorCache.withDiscriminator(
            networks,
            discriminator -> {
              discriminator.load(state.value());
              return discriminator.realProbabilities(images.pixelsOf(block), told);
            });
    return BlockSums.of(block, appraisal, new int[0], probabilities, reference);
  }
}
