package io.sparkgan.nn;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How one step moves parameters and an optimiser's memory, given the gradient. Every rule is
 * written twice, in plain loops that the compiler turns into vector instructions, and in ND4J's
 * operations for every other type of number; a test holds them together.
 *
 * <p>Where gradient and memory are 0, so is the step.
 */
public sealed interface UpdateRule {

  /** Vectors of memory, each as long as the parameters. */
  int memory();

  /**
   * Moves the first values of some arrays.
   *
   * @param memory {@link #memory()} arrays, which move like the parameters
   * @param length how many values
   */
  void move(float[] parameters, float[] gradient, float[][] memory, int length);

  /**
   * Moves whole vectors of any floating type.
   *
   * @param memory {@link #memory()} vectors, which move like the parameters
   */
  void move(INDArray parameters, INDArray gradient, List<INDArray> memory);

  /**
   * Adam (Kingma and Ba 2015). Memory is the running mean of the gradient, then that of its square.
   *
   * @param rate step size, with the bias of both means corrected
   * @param beta1 decay of the mean
   * @param beta2 decay of the mean square
   * @param epsilon added to the root of the uncorrected mean square, "epsilon hat" in the paper
   */
  record Adam(double rate, double beta1, double beta2, double epsilon) implements UpdateRule {
    @Override
    public int memory() {
      return 2;
    }

    @Override
    public void move(float[] parameters, float[] gradient, float[][] memory, int length) {
      float[] means = memory[0];
      float[] squares = memory[1];
      float step = (float) rate;
      float keptMean = (float) beta1;
      float newMean = (float) (1 - beta1);
      float keptSquare = (float) beta2;
      float newSquare = (float) (1 - beta2);
      float addend = (float) epsilon;
      for (int i = 0; i < length; i++) {
        float mean = keptMean * means[i] + newMean * gradient[i];
        float square = keptSquare * squares[i] + newSquare * (gradient[i] * gradient[i]);
        means[i] = mean;
        squares[i] = square;
        parameters[i] -= step * mean / ((float) Math.sqrt(square) + addend);
      }
    }

    @Override
    public void move(INDArray parameters, INDArray gradient, List<INDArray> memory) {
      INDArray mean = memory.get(0);
      INDArray square = memory.get(1);
      mean.muli(beta1).addi(gradient.mul(1 - beta1));
      square.muli(beta2).addi(gradient.mul(gradient).muli(1 - beta2));
      parameters.subi(mean.mul(rate).divi(Transforms.sqrt(square).addi(epsilon)));
    }
  }

  /**
   * RMSProp (Tieleman and Hinton 2012). Memory is the running mean of the gradient's square.
   *
   * @param rate step size
   * @param rho decay of the mean square
   * @param epsilon added to its root, as Keras does
   */
  record RmsProp(double rate, double rho, double epsilon) implements UpdateRule {
    @Override
    public int memory() {
      return 1;
    }

    @Override
    public void move(float[] parameters, float[] gradient, float[][] memory, int length) {
      float[] squares = memory[0];
      float step = (float) rate;
      float keptSquare = (float) rho;
      float newSquare = (float) (1 - rho);
      float addend = (float) epsilon;
      for (int i = 0; i < length; i++) {
        float square = keptSquare * squares[i] + newSquare * (gradient[i] * gradient[i]);
        squares[i] = square;
        parameters[i] -= step * gradient[i] / ((float) Math.sqrt(square) + addend);
      }
    }

    @Override
    public void move(INDArray parameters, INDArray gradient, List<INDArray> memory) {
      INDArray square = memory.get(0);
      square.muli(rho).addi(gradient.mul(gradient).muli(1 - rho));
      parameters.subi(gradient.mul(rate).divi(Transforms.sqrt(square).addi(epsilon)));
    }
  }
}
