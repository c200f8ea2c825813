package io.sparkgan.export;

import static io.sparkgan.export.OnnxAttributes.number;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import java.util.List;

/** Adds a recipe's layers to an ONNX graph, as they compute in inference. */
record OnnxLayers(OnnxGraph graph, ParameterCursor parameters) {

  /**
   * All layers of a network, one after another.
   *
   * @param x what the first one sees
   * @return what the last one gives
   */
  String append(NetworkSpec network, Shape input, String x) {
    Shape shape = input;
    String value = x;
    int number = 0;
    for (LayerSpec layer : network.layers()) {
      graph.begin("%d-%s".formatted(++number, layer.type()));
      value = append(layer, shape, value);
      shape = layer.output(shape);
    }
    parameters.requireEnd();
    return value;
  }

  private String append(LayerSpec spec, Shape in, String x) {
    OnnxWeights weights = new OnnxWeights(graph, parameters);
    OnnxShapes shapes = new OnnxShapes(graph);
    if (spec instanceof LayerSpec.Dense dense) {
      return weights.dense(dense, in, x);
    } else if (spec instanceof LayerSpec.Convolution convolution) {
      return weights.convolution(convolution, in, x);
    } else if (spec instanceof LayerSpec.TransposedConvolution transposed) {
      return weights.transposed(transposed, in, x);
    } else if (spec instanceof LayerSpec.BatchNorm norm) {
      return new OnnxBatchNorm(graph, parameters).of(norm, in, x);
    } else if (spec instanceof LayerSpec.AveragePool pool) {
      return shapes.averaged(pool, x);
    } else if (spec instanceof LayerSpec.Upsample upsample) {
      return shapes.upsampled(upsample, x);
    } else if (spec instanceof LayerSpec.BilinearResize resize) {
      return shapes.resized(resize, in, x);
    } else if (spec instanceof LayerSpec.LeakyRelu leaky) {
      return graph.node("LeakyRelu", List.of(x), number("alpha", leaky.slope()));
    } else if (spec instanceof LayerSpec.Activation activation) {
      return switch (activation.function()) {
        case RELU -> graph.node("Relu", List.of(x));
        case TANH -> graph.node("Tanh", List.of(x));
        case SIGMOID -> graph.node("Sigmoid", List.of(x));
      };
    } else if (spec instanceof LayerSpec.Reshape || spec instanceof LayerSpec.Flatten) {
      return shapes.reshaped(spec.output(in), x);
    } else if (spec instanceof LayerSpec.Dropout) {
      // In inference it changes nothing.
      return x;
    }
    throw new IllegalArgumentException("No ONNX for " + spec);
  }
}
