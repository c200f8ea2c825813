package io.sparkgan.job;

import io.sparkgan.config.Compute;
import io.sparkgan.gan.MatrixPeak;

/**
 * What all rows of a benchmark have in common.
 *
 * @param batch real images in a local step
 * @param gflopPerImage arithmetic of a local step, for each of its real images
 * @param nativeBytes native memory of one worker, without the libraries
 * @param peak of one core
 */
record BenchSetup(
    String recipe,
    Compute compute,
    int batch,
    double gflopPerImage,
    long nativeBytes,
    MatrixPeak peak) {}
