package io.sparkgan.evaluation;

import java.io.Serializable;

/**
 * What the judge says of one sample image.
 *
 * @param digit the class it takes it for
 * @param confidence the probability that it gives this class
 * @param nearestIndex index in the data set of the training image with the nearest features
 * @param nearestDistance Euclidean distance of the features from those
 */
public record Judged(int digit, float confidence, long nearestIndex, float nearestDistance)
    implements Serializable {}
