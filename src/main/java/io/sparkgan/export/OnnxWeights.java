package io.sparkgan.export;

import static io.sparkgan.export.OnnxAttributes.integer;
import static io.sparkgan.export.OnnxAttributes.integers;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Shape;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.AttributeProto;

/**
 * Dense layers and convolutions in ONNX. In a network's parameters a dense layer has its weights
 * output by output and then its biases, a convolution its biases and then its kernels, so all lie
 * as ONNX wants them.
 */
record OnnxWeights(OnnxGraph graph, ParameterCursor parameters) {

  String dense(LayerSpec.Dense layer, Shape in, String x) {
    float[] weights = parameters.next(layer.units() * in.size());
    List<String> inputs = new ArrayList<>();
    inputs.add(x);
    inputs.add(graph.floats("weights", weights, layer.units(), in.size()));
    if (layer.bias()) {
      inputs.add(graph.floats("bias", parameters.next(layer.units()), layer.units()));
    }
    return graph.node("Gemm", inputs, integer("transB", 1));
  }

  String convolution(LayerSpec.Convolution layer, Shape in, String x) {
    int kernel = layer.kernel();
    int stride = layer.stride();
    return graph.node(
        "Conv",
        inputs(x, layer.bias(), layer.filters(), layer.filters(), in.channels(), kernel),
        integers("kernel_shape", kernel, kernel),
        integers("strides", stride, stride),
        pads(
            zeros(layer.padding(), added(in.height(), kernel, stride)),
            zeros(layer.padding(), added(in.width(), kernel, stride))));
  }

  String transposed(LayerSpec.TransposedConvolution layer, Shape in, String x) {
    int kernel = layer.kernel();
    int stride = layer.stride();
    Border border = zeros(layer.padding(), kernel - stride);
    return graph.node(
        "ConvTranspose",
        inputs(x, layer.bias(), layer.filters(), in.channels(), layer.filters(), kernel),
        integers("kernel_shape", kernel, kernel),
        integers("strides", stride, stride),
        pads(border, border));
  }

  private List<String> inputs(
      String x, boolean bias, int filters, int outer, int inner, int kernel) {
    float[] biases = parameters.next(bias ? filters : 0);
    float[] kernels = parameters.next(outer * inner * kernel * kernel);
    List<String> inputs = new ArrayList<>();
    inputs.add(x);
    inputs.add(graph.floats("kernels", kernels, outer, inner, kernel, kernel));
    if (bias) {
      inputs.add(graph.floats("bias", biases, filters));
    }
    return inputs;
  }

  /** Zeros before and after a side; a transposed convolution leaves as many values out. */
  private record Border(int before, int after) {}

  private static AttributeProto pads(Border rows, Border columns) {
    return integers("pads", rows.before, columns.before, rows.after, columns.after);
  }

  /** Zeros that give a convolution ceil(in / stride) values. */
  private static int added(int in, int kernel, int stride) {
    int out = new Padding.Same().convolved(in, kernel, stride);
    return Math.max(0, (out - 1) * stride + kernel - in);
  }

  /** As said, or else so many in all, of which an odd one is after. */
  private static Border zeros(Padding padding, int same) {
    return padding instanceof Padding.Zeros zeros
        ? new Border(zeros.count(), zeros.count())
        : new Border(same / 2, same - same / 2);
  }
}
