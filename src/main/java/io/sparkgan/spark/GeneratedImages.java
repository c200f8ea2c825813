package io.sparkgan.spark;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.evaluation.Appraisal;
import io.sparkgan.evaluation.BlockSums;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.Reference;
import io.sparkgan.gan.Classes;
import io.sparkgan.gan.Latents;
import io.sparkgan.gan.Samples;
import io.sparkgan.gan.Samples.Sample;
import io.sparkgan.state.GanState;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a generator makes. A block has a random stream of its own, the same whatever the round, so
 * its scores tell rounds apart and not their luck.
 *
 * <p>Classes are drawn, not dealt out evenly: the unbiased estimate of the kernel distance supposes
 * images that are independent of each other. Of a hundred images with exactly ten of each class
 * fewer pairs share a class, 9 of 99 instead of 1 in 10, and the estimate would be too low.
 */
record GeneratedImages(
    ExecutorCache.Networks networks, SeedSequence seeds, Broadcast<GanState> state)
    implements BlockImages {

  @Override
  public BlockSums sums(int block, Judge judge, Reference reference) {
    Recipe recipe = networks.recipe();
    SplittableRandom random = seeds.stream(Purpose.EVALUATION, block, 0);
    float[] latents = Latents.draw(recipe.latent(), BlockSums.SIZE, random);
    int[] asked = Classes.draw(recipe, BlockSums.SIZE, random);
    Samples samples =
        ExecutorCache.withGenerator(
            networks,
            generator -> {
              generator.load(state.value());
              return generator.generate(latents, asked);
            });
    Appraisal appraisal = judge.appraise(samples.pixels(), samples.images().size());
    return BlockSums.of(block, appraisal, asked, verdicts(samples.images()), reference);
  }

  private static float[] verdicts(List<Sample> images) {
    float[] verdicts = new float[images.size()];
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] = images.get(i).verdict();
    }
    return verdicts;
  }
}
