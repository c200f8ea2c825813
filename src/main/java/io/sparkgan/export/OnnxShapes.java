package io.sparkgan.export;

import static io.sparkgan.export.OnnxAttributes.integers;
import static io.sparkgan.export.OnnxAttributes.text;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Resampling;
import java.util.List;

/** Layers in ONNX that make images of another shape or size. */
record OnnxShapes(OnnxGraph graph) {
  /** However many there are. */
  private static final long ALL = -1;

  /** The same values in order, seen as examples of another shape. */
  String reshaped(Shape to, String x) {
    String shape =
        to.flat()
            ? graph.integers("shape", ALL, to.size())
            : graph.integers("shape", ALL, to.channels(), to.height(), to.width());
    return graph.node("Reshape", List.of(x, shape));
  }

  String averaged(LayerSpec.AveragePool layer, String x) {
    return graph.node(
        "AveragePool",
        List.of(x),
        integers("kernel_shape", layer.size(), layer.size()),
        integers("strides", layer.size(), layer.size()));
  }

  String upsampled(LayerSpec.Upsample layer, String x) {
    float[] factors = {1, 1, layer.factor(), layer.factor()};
    // The second input is for another mode.
    return graph.node(
        "Resize",
        List.of(x, "", graph.floats("factors", factors, factors.length)),
        text("mode", "nearest"),
        text("coordinate_transformation_mode", "asymmetric"),
        text("nearest_mode", "floor"));
  }

  /**
   * R X C' for each channel X, with the shares that old rows have in new ones in R, and columns in
   * C: ONNX's own resizing wants factors, whose rounding may cost a row.
   */
  String resized(LayerSpec.BilinearResize layer, Shape in, String x) {
    float[][] rows = shares(in.height(), layer.height());
    float[][] columns = transposed(shares(in.width(), layer.width()));
    String wide = graph.node("MatMul", List.of(x, matrix("columns", columns)));
    return graph.node("MatMul", List.of(matrix("rows", rows), wide));
  }

  private String matrix(String name, float[][] matrix) {
    float[] values = new float[matrix.length * matrix[0].length];
    for (int i = 0; i < matrix.length; i++) {
      System.arraycopy(matrix[i], 0, values, i * matrix[0].length, matrix[0].length);
    }
    return graph.floats(name, values, matrix.length, matrix[0].length);
  }

  private static float[][] shares(int from, int to) {
    double[][] exact = new Resampling(from, to, Resampling.Method.BILINEAR).shares();
    float[][] shares = new float[to][from];
    for (int i = 0; i < to; i++) {
      for (int j = 0; j < from; j++) {
        shares[i][j] = (float) exact[i][j];
      }
    }
    return shares;
  }

  private static float[][] transposed(float[][] matrix) {
    float[][] turned = new float[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < turned.length; j++) {
        turned[j][i] = matrix[i][j];
      }
    }
    return turned;
  }
}
