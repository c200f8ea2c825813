package io.sparkgan.export;

import io.sparkgan.config.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX graph while it grows. Values are known by their names, which say the layer that they
 * belong to.
 */
final class OnnxGraph {
  private final GraphProto.Builder graph;
  private final Set<String> names = new HashSet<>();
  private String layer = "";

  OnnxGraph(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  /** Tells which layer comes next. */
  void begin(String nextLayer) {
    layer = nextLayer + "/";
  }

  /**
   * What users give the network.
   *
   * @param count what the number of examples is called, which is theirs to choose
   * @param each one example
   */
  String input(String name, String count, Shape each) {
    graph.addInput(described(name, count, each));
    return name;
  }

  /** What users get from the network. */
  void output(String value, String name, String count, Shape each) {
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
    graph.addOutput(described(name, count, each));
  }

  /** Numbers of the network's own, in C order. */
  String floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return constant(
        name,
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addAllDims(LongStream.of(shape).boxed().toList())
            .setRawData(ByteString.copyFrom(bytes)));
  }

  /** A vector of integers, such as a shape. */
  String integers(String name, long... values) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length)
            .addAllInt64Data(LongStream.of(values).boxed().toList()));
  }

  private String constant(String name, TensorProto.Builder tensor) {
    String unique = unique(name);
    graph.addInitializer(tensor.setName(unique));
    return unique;
  }

  /**
   * An operation.
   *
   * @param operator its type in ONNX
   * @return its one result
   */
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    String result = unique(operator);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(result)
            .addAllInput(inputs)
            .addOutput(result)
            .addAllAttribute(List.of(attributes)));
    return result;
  }

  GraphProto build() {
    return graph.build();
  }

  private String unique(String name) {
    String unique = layer + name;
    for (int i = 2; !names.add(unique); i++) {
      unique = layer + name + "_" + i;
    }
    return unique;
  }

  private static ValueInfoProto described(String name, String count, Shape each) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(count));
    for (long length : lengths(each)) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }

  private static long[] lengths(Shape each) {
    return each.flat()
        ? new long[] {each.size()}
        : new long[] {each.channels(), each.height(), each.width()};
  }
}
