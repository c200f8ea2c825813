package io.sparkgan.training;

/**
 * How many images of a label a worker trains on.
 *
 * @param worker from 0
 * @param label 0 to 254; -1 for images without one
 * @param images at least 1
 */
public record ShardLabels(int worker, int label, long images) {}
