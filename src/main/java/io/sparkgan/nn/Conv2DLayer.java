package io.sparkgan.nn;

import static org.deeplearning4j.nn.params.ConvolutionParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.ConvolutionParamInitializer.WEIGHT_KEY;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Forward and backward pass of {@link Conv2D}; images are NCHW, weights OIHW, activation identity.
 */
final class Conv2DLayer extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  Conv2DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
    assertInputSet(false);
    ConvolutionGeometry geometry = ConvolutionGeometry.of(layerConf());
    INDArray output =
        workspace.createUninitialized(
            ArrayType.ACTIVATIONS,
            dataType,
            new long[] {
              input.size(0),
              layerConf().getNOut(),
              geometry.convolved(input.size(2)),
              geometry.convolved(input.size(3))
            },
            'c');
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(inputs())
            .addOutputs(output)
            .addIntegerArguments(geometry.convolution())
            .build());
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
    assertInputSet(true);
    INDArray inputGradient =
        workspace.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    List<INDArray> outputs = new ArrayList<>(List.of(inputGradient, gradientViews.get(WEIGHT_KEY)));
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(WEIGHT_KEY, gradientViews.get(WEIGHT_KEY), 'c');
    List<INDArray> inputs = new ArrayList<>(List.of(inputs()));
    inputs.add(epsilon);
    if (hasBias()) {
      outputs.add(gradientViews.get(BIAS_KEY).reshape(layerConf().getNOut()));
      gradient.setGradientFor(BIAS_KEY, gradientViews.get(BIAS_KEY));
    }
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d_bp")
            .addInputs(inputs.toArray(INDArray[]::new))
            .addOutputs(outputs.toArray(INDArray[]::new))
            .addIntegerArguments(ConvolutionGeometry.of(layerConf()).convolution())
            .build());
    return new Pair<>(gradient, inputGradient);
  }

  private INDArray[] inputs() {
    INDArray weights = getParam(WEIGHT_KEY);
    return hasBias()
        ? new INDArray[] {input, weights, getParam(BIAS_KEY).reshape(layerConf().getNOut())}
        : new INDArray[] {input, weights};
  }
}
