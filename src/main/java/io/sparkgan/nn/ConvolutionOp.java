package io.sparkgan.nn;

import static org.deeplearning4j.nn.params.ConvolutionParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.ConvolutionParamInitializer.WEIGHT_KEY;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One of ND4J's convolution operations and its gradient, which is called the same with {@code _bp}
 * after it.
 *
 * @param name {@code conv2d} or {@code deconv2d}
 * @param parameters weights and perhaps bias, under DL4J's keys
 * @param arguments integer arguments of both, see {@link ConvolutionGeometry}
 */
record ConvolutionOp(String name, Map<String, INDArray> parameters, int[] arguments) {

  void forward(INDArray input, INDArray output) {
    exec(name, operands(input), List.of(output));
  }

  /**
   * Writes the gradient by the input into its array and those by the parameters into DL4J's views.
   *
   * @param views under the keys of the parameters
   */
  Gradient backward(
      INDArray input, INDArray epsilon, INDArray inputGradient, Map<String, INDArray> views) {
    List<INDArray> operands = operands(input);
    operands.add(epsilon);
    List<INDArray> results = new ArrayList<>(List.of(inputGradient, views.get(WEIGHT_KEY)));
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(WEIGHT_KEY, views.get(WEIGHT_KEY), 'c');
    if (parameters.containsKey(BIAS_KEY)) {
      results.add(flat(views.get(BIAS_KEY)));
      gradient.setGradientFor(BIAS_KEY, views.get(BIAS_KEY));
    }
    exec(name + "_bp", operands, results);
    return gradient;
  }

  private List<INDArray> operands(INDArray input) {
    List<INDArray> operands = new ArrayList<>(List.of(input, parameters.get(WEIGHT_KEY)));
    if (parameters.containsKey(BIAS_KEY)) {
      operands.add(flat(parameters.get(BIAS_KEY)));
    }
    return operands;
  }

  /** DL4J's biases are rows, the operations' are vectors. */
  private static INDArray flat(INDArray bias) {
    return bias.reshape(bias.length());
  }

  private void exec(String operation, List<INDArray> operands, List<INDArray> results) {
    Nd4j.exec(
        DynamicCustomOp.builder(operation)
            .addInputs(operands.toArray(INDArray[]::new))
            .addOutputs(results.toArray(INDArray[]::new))
            .addIntegerArguments(arguments)
            .build());
  }
}
