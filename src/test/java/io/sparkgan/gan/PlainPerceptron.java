package io.sparkgan.gan;

import io.sparkgan.config.OptimiserSpec;
import java.util.Arrays;

/**
 * Two dense layers with leaky ReLU between them, and Adam, in plain loops: what the networks of
 * {@link io.sparkgan.TinyRecipes#perceptrons} should do. Parameters lie as in DL4J: the weights of
 * the first unit, of the second, and so on, then the biases; layer after layer.
 */
final class PlainPerceptron {
  private static final double SLOPE = .2;

  private final int in;
  private final int hidden;
  private final int out;
  private final boolean tanh;
  private final OptimiserSpec.Adam optimiser;
  private final double[] parameters;
  private final double[] means;
  private final double[] squares;
  private int updates;

  PlainPerceptron(
      int in,
      int hidden,
      int out,
      boolean tanh,
      OptimiserSpec.Adam optimiser,
      double[] parameters) {
    this.in = in;
    this.hidden = hidden;
    this.out = out;
    this.tanh = tanh;
    this.optimiser = optimiser;
    this.parameters = parameters.clone();
    this.means = new double[parameters.length];
    this.squares = new double[parameters.length];
  }

  /** What a forward pass leaves for the backward one; hidden units are before their activation. */
  record Pass(double[][] inputs, double[][] hidden, double[][] outputs) {}

  Pass forward(double[][] inputs) {
    double[][] before = affine(inputs, 0, in, hidden);
    double[][] activated = new double[inputs.length][hidden];
    for (int n = 0; n < inputs.length; n++) {
      for (int j = 0; j < hidden; j++) {
        activated[n][j] = activate(before[n][j]);
      }
    }
    double[][] outputs = affine(activated, (in + 1) * hidden, hidden, out);
    if (tanh) {
      for (double[] row : outputs) {
        Arrays.setAll(row, k -> Math.tanh(row[k]));
      }
    }
    return new Pass(inputs, before, outputs);
  }

  /** The gradient by the parameters, for the gradient by the outputs. */
  double[] gradient(Pass pass, double[][] byOutputs) {
    double[] gradient = new double[parameters.length];
    double[][] bySums = bySums(pass, byOutputs);
    double[][] byHidden = byHidden(pass, bySums);
    int second = (in + 1) * hidden;
    for (int n = 0; n < bySums.length; n++) {
      for (int k = 0; k < out; k++) {
        for (int j = 0; j < hidden; j++) {
          gradient[second + k * hidden + j] += bySums[n][k] * activate(pass.hidden[n][j]);
        }
        gradient[second + out * hidden + k] += bySums[n][k];
      }
      for (int j = 0; j < hidden; j++) {
        for (int i = 0; i < in; i++) {
          gradient[j * in + i] += byHidden[n][j] * pass.inputs[n][i];
        }
        gradient[hidden * in + j] += byHidden[n][j];
      }
    }
    return gradient;
  }

  /** The gradient by the inputs. */
  double[][] byInputs(Pass pass, double[][] byOutputs) {
    double[][] byHidden = byHidden(pass, bySums(pass, byOutputs));
    double[][] result = new double[byHidden.length][in];
    for (int n = 0; n < result.length; n++) {
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < hidden; j++) {
          result[n][i] += byHidden[n][j] * parameters[j * in + i];
        }
      }
    }
    return result;
  }

  /** Adam as TensorFlow and DL4J have it: epsilon is added before the bias is corrected. */
  void adam(double[] gradient) {
    updates++;
    double rate =
        optimiser.rate()
            * Math.sqrt(1 - Math.pow(optimiser.beta2(), updates))
            / (1 - Math.pow(optimiser.beta1(), updates));
    for (int i = 0; i < parameters.length; i++) {
      double g = gradient[i];
      means[i] = optimiser.beta1() * means[i] + (1 - optimiser.beta1()) * g;
      squares[i] = optimiser.beta2() * squares[i] + (1 - optimiser.beta2()) * g * g;
      parameters[i] -= rate * means[i] / (Math.sqrt(squares[i]) + optimiser.epsilon());
    }
  }

  double[] parameters() {
    return parameters;
  }

  /** All means of gradients, then all means of their squares. */
  double[] updaterState() {
    double[] state = Arrays.copyOf(means, 2 * means.length);
    System.arraycopy(squares, 0, state, means.length, squares.length);
    return state;
  }

  private double[][] bySums(Pass pass, double[][] byOutputs) {
    double[][] result = new double[byOutputs.length][out];
    for (int n = 0; n < result.length; n++) {
      for (int k = 0; k < out; k++) {
        double y = pass.outputs[n][k];
        result[n][k] = byOutputs[n][k] * (tanh ? 1 - y * y : 1);
      }
    }
    return result;
  }

  private double[][] byHidden(Pass pass, double[][] bySums) {
    int second = (in + 1) * hidden;
    double[][] result = new double[bySums.length][hidden];
    for (int n = 0; n < result.length; n++) {
      for (int j = 0; j < hidden; j++) {
        for (int k = 0; k < out; k++) {
          result[n][j] += bySums[n][k] * parameters[second + k * hidden + j];
        }
        result[n][j] *= pass.hidden[n][j] > 0 ? 1 : SLOPE;
      }
    }
    return result;
  }

  private double[][] affine(double[][] x, int offset, int from, int to) {
    double[][] result = new double[x.length][to];
    for (int n = 0; n < x.length; n++) {
      for (int j = 0; j < to; j++) {
        result[n][j] = parameters[offset + to * from + j];
        for (int i = 0; i < from; i++) {
          result[n][j] += parameters[offset + j * from + i] * x[n][i];
        }
      }
    }
    return result;
  }

  private static double activate(double x) {
    return x > 0 ? x : SLOPE * x;
  }
}
