package io.sparkgan.config;

import java.io.Serializable;

/**
 * Adam (Kingma and Ba 2015).
 *
 * @param rate step size
 * @param beta1 decay of the mean of the gradient
 * @param beta2 decay of the mean of its square
 * @param epsilon added to the root
 */
public record OptimiserSpec(double rate, double beta1, double beta2, double epsilon)
    implements Serializable {}
