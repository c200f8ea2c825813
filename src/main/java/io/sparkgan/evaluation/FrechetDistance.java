package io.sparkgan.evaluation;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * How far the features of generated images are from those of real ones, if both were normally
 * distributed (Heusel et al. 2017, "GANs Trained by a Two Time-Scale Update Rule Converge to a
 * Local Nash Equilibrium"); 0 or more.
 *
 * <p>With means m and w and covariances C and D: |m - w|^2 + tr C + tr D - 2 tr (C D)^(1/2). The
 * last trace is that of (D^(1/2) C D^(1/2))^(1/2), which is symmetric, so eigenvalues of symmetric
 * matrices are all it takes; those that rounding makes negative count as 0.
 */
final class FrechetDistance {
  private final RealVector mean;
  private final double trace;
  private final RealMatrix root;

  /** From these real images. */
  FrechetDistance(Moments real) {
    RealMatrix covariance = real.covariance();
    mean = real.mean();
    trace = covariance.getTrace();
    EigenDecomposition parts = new EigenDecomposition(covariance);
    RealMatrix roots = MatrixUtils.createRealDiagonalMatrix(roots(parts));
    root = parts.getV().multiply(roots).multiply(parts.getVT());
  }

  double of(Moments generated) {
    RealMatrix covariance = generated.covariance();
    RealMatrix both = root.multiply(covariance).multiply(root);
    RealMatrix symmetric = both.add(both.transpose()).scalarMultiply(0.5);
    double cross = Arrays.stream(roots(new EigenDecomposition(symmetric))).sum();
    RealVector shift = generated.mean().subtract(mean);
    return Math.max(0, shift.dotProduct(shift) + trace + covariance.getTrace() - 2 * cross);
  }

  private static double[] roots(EigenDecomposition parts) {
    DoubleUnaryOperator root = value -> Math.sqrt(Math.max(0, value));
    return Arrays.stream(parts.getRealEigenvalues()).map(root).toArray();
  }
}
