package io.sparkgan.export;

import static io.sparkgan.export.OnnxAttributes.integers;
import static io.sparkgan.export.OnnxAttributes.number;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.BatchNorm.Statistics;
import io.sparkgan.config.Shape;
import java.util.List;
import onnx.Onnx.AttributeProto;

/**
 * Batch normalisation in ONNX, as inference has it. Of each channel there are a scale, a shift and
 * the running mean and variance, whichever of them are learned.
 */
record OnnxBatchNorm(OnnxGraph graph, ParameterCursor parameters) {

  String of(LayerSpec.BatchNorm layer, Shape in, String x) {
    int channels = in.channels();
    float[] scale = parameters.next(channels);
    float[] shift = parameters.next(channels);
    float[] mean = parameters.next(channels);
    float[] variance = parameters.next(channels);
    if (layer.statistics() == Statistics.BATCH) {
      String normalised = normalised(layer.epsilon(), in, x);
      long[] shape = in.flat() ? new long[] {channels} : new long[] {channels, 1, 1};
      String scaled = graph.node("Mul", List.of(normalised, graph.floats("scale", scale, shape)));
      return graph.node("Add", List.of(scaled, graph.floats("shift", shift, shape)));
    }
    return graph.node(
        "BatchNormalization",
        List.of(
            x,
            graph.floats("scale", scale, channels),
            graph.floats("shift", shift, channels),
            graph.floats("mean", mean, channels),
            graph.floats("variance", variance, channels)),
        number("epsilon", layer.epsilon()));
  }

  /** By the mean and variance of the batch itself, which ONNX has no single operation for. */
  private String normalised(double epsilon, Shape in, String x) {
    AttributeProto axes = in.flat() ? integers("axes", 0) : integers("axes", 0, 2, 3);
    String centred = graph.node("Sub", List.of(x, graph.node("ReduceMean", List.of(x), axes)));
    String squares = graph.node("Mul", List.of(centred, centred));
    String variance = graph.node("ReduceMean", List.of(squares), axes);
    String added = graph.floats("epsilon", new float[] {(float) epsilon}, 1);
    String deviation = graph.node("Sqrt", List.of(graph.node("Add", List.of(variance, added))));
    return graph.node("Div", List.of(centred, deviation));
  }
}
