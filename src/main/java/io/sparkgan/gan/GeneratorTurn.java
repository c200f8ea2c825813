package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The generator's turn: its gradient comes through the discriminator, whose own parameters,
 * optimiser and running statistics do not move, unless the recipe says that it learns too.
 */
final class GeneratorTurn {
  private final Recipe recipe;
  private final Objective objective;

  GeneratorTurn(Recipe recipe) {
    this.recipe = recipe;
    this.objective = Objective.of(recipe.loss().objective());
  }

  /**
   * Updates the generator.
   *
   * @param made the images of this noise, if the generator's last pass in training mode made them
   */
  Verdict run(GanNetworks networks, Noise noise, Optional<Images> made) {
    networks.optimisers().beginTurn();
    List<int[]> parts = Examples.ranges(noise.count(), recipe.batch().perUpdate());
    List<Logits> said = new ArrayList<>();
    for (int[] part : parts) {
      Images images =
          made.filter(all -> parts.size() == 1)
              .orElseGet(() -> networks.generator().train(noise.range(part[0], part[1])));
      said.add(learn(networks, images));
    }
    return verdict(Logits.concat(said.stream()));
  }

  private Logits learn(GanNetworks networks, Images images) {
    Logits logits = networks.discriminator().train(images);
    boolean alone = recipe.updates().generatorTurn() == Updates.Learns.GENERATOR;
    INDArray byImages =
        alone
            ? networks.discriminator().backwardToImages(slopes(logits))
            : networks.discriminator().backward(slopes(logits));
    networks.generator().learn(byImages, networks.optimisers().generator());
    if (!alone) {
      networks.discriminator().learn(networks.optimisers().adversarial());
    }
    return logits;
  }

  /** What logits on generated images cost the generator. */
  Verdict verdict(Logits logits) {
    double sum = Arrays.stream(logits.values()).map(objective::generatorLoss).sum();
    return new Verdict(logits, sum / logits.count());
  }

  /** The derivative of the generator's mean loss by each logit. */
  double[] slopes(Logits logits) {
    return Arrays.stream(logits.values())
        .map(logit -> objective.generatorSlope(logit) / logits.count())
        .toArray();
  }
}
