package io.sparkgan.gan;

import java.io.Serializable;

/**
 * What one local step of one worker showed, before its updates.
 *
 * @param step local steps since the initial state, from 1
 * @param discriminatorLoss mean loss on real plus mean loss on generated images, without penalties,
 *     in the last of its turns
 * @param generatorLoss mean loss in the generator's turn; in warm-up, what the discriminator's
 *     generated images would have cost it
 * @param realProbability mean probability the discriminator gives real images of being real
 * @param generatedProbability the same for the generated images it learns from
 * @param realAccuracy share of real images it takes for real
 * @param generatedAccuracy share of generated images it takes for generated
 */
public record StepMetrics(
    long step,
    double discriminatorLoss,
    double generatorLoss,
    double realProbability,
    double generatedProbability,
    double realAccuracy,
    double generatedAccuracy)
    implements Serializable {}
