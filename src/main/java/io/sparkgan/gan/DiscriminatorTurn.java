package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.Logits.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The discriminator's turn: one update on real and generated images together, or one on each. */
final class DiscriminatorTurn {
  private final Recipe recipe;
  private final Objective objective;
  private final Optional<GradientPenalty> penalty;

  DiscriminatorTurn(Recipe recipe) {
    this.recipe = recipe;
    this.objective = Objective.of(recipe.loss().objective());
    this.penalty = GradientPenalty.of(recipe.loss().regularisation());
  }

  /** Verdicts as they were before the update that they led to. */
  record Verdicts(Verdict real, Verdict generated) {}

  /** Updates the discriminator. */
  Verdicts run(GanNetworks networks, Images real, Images generated, StepInputs inputs) {
    networks.optimisers().beginTurn();
    Examples onReal = examples(real, Target.REAL, inputs);
    Examples onGenerated = examples(generated, Target.GENERATED, inputs);
    boolean joint = recipe.updates().plan() == Updates.Plan.JOINT;
    // A joint loss is a mean over all images, so real ones have but their share in it.
    double share = joint ? (double) real.count() / (real.count() + generated.count()) : 1;
    Runnable penalise =
        () ->
            penalty.ifPresent(p -> p.add(share, networks.discriminator(), real, generated, inputs));
    Logits saidOfReal;
    Logits saidOfGenerated;
    if (joint) {
      Logits all = learn(networks, onReal.and(onGenerated), Target.REAL, penalise);
      saidOfReal = all.range(0, onReal.targets().length);
      saidOfGenerated = all.range(onReal.targets().length, all.count());
    } else {
      saidOfReal = learn(networks, onReal, Target.REAL, penalise);
      saidOfGenerated = learn(networks, onGenerated, Target.GENERATED, () -> {});
    }
    return new Verdicts(
        onReal.verdict(objective, saidOfReal), onGenerated.verdict(objective, saidOfGenerated));
  }

  /** Images with their targets. */
  Examples examples(Images images, Target kind, StepInputs inputs) {
    return new Examples(images, inputs.targets(kind, images.count() / recipe.packing()));
  }

  private Logits learn(GanNetworks networks, Examples examples, Target kind, Runnable penalise) {
    Discriminator discriminator = networks.discriminator();
    List<Logits> said = new ArrayList<>();
    for (Examples part : examples.parts(recipe.batch().perUpdate())) {
      Logits logits = discriminator.train(part.images());
      discriminator.backwardToParameters(part.slopes(objective, logits));
      penalise.run();
      discriminator.learn(networks.optimisers().discriminator(kind));
      said.add(logits);
    }
    return Logits.concat(said.stream());
  }
}
