package io.sparkgan.evaluation;

import io.sparkgan.config.Protocol;

/**
 * Scores with all that they depend on.
 *
 * @param split the real images that generated ones are compared with: test or held-out
 * @param extractor the judge: its name and the beginning of the SHA-256 of its parameters
 * @param seed of the latents
 * @param scores of the images
 * @param floor what as many real training images get by the same protocol
 * @param wallMillis time that making and scoring the images took
 */
public record Evaluation(
    Protocol protocol,
    String split,
    String extractor,
    long seed,
    Scores scores,
    Scores floor,
    long wallMillis) {}
