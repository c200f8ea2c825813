package io.sparkgan.evaluation;

import io.sparkgan.config.Protocol;

/**
 * Scores with all that they depend on.
 *
 * @param split the real images that generated ones are compared with: test or held-out
 * @param realSamples how many of them there are
 * @param extractor the judge: its name and the beginning of the SHA-256 of its parameters
 * @param seed of the latents
 * @param scores of the images
 * @param floor what real training images get by the same protocol
 * @param floorSamples how many those are: as many as were made, if there are so many
 * @param wallMillis time that making and scoring the images took, those of all protocols together
 */
public record Evaluation(
    Protocol protocol,
    String split,
    int realSamples,
    String extractor,
    long seed,
    Scores scores,
    Scores floor,
    int floorSamples,
    long wallMillis) {}
