package io.sparkgan.export;

import io.sparkgan.config.Shape;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;

/**
 * ONNX, the Open Neural Network Exchange format (onnx.ai). All numbers are f32, and the number of
 * images is up to whoever runs the network.
 *
 * <p>A generator has the input {@code latent} [images, latent size], of a conditional recipe also
 * {@code class} [images, classes], one-hot, and the output {@code images} [images, channels,
 * height, width] in the recipe's range of pixels. A discriminator has the inputs {@code images} and
 * {@code class} and the output {@code logits}, one for each image, or for each pack of them.
 */
public final class OnnxFormat implements ModelFormat {
  /** The newest operators that are needed are ONNX 1.8's, whose files are of version 7. */
  private static final int OPERATORS = 13;

  private static final int FILE_VERSION = 7;

  @Override
  public String extension() {
    return "onnx";
  }

  @Override
  public Model translate(TrainedNetwork network, Map<String, String> facts) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(FILE_VERSION)
            .setProducerName("sparkgan")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
            .setGraph(graph(network));
    new TreeMap<>(facts)
        .forEach(
            (name, fact) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(name).setValue(fact)));
    return model.build()::writeTo;
  }

  private static GraphProto graph(TrainedNetwork network) {
    OnnxGraph graph = new OnnxGraph(network.recipe().name());
    OnnxInputs inputs = new OnnxInputs(graph, network.recipe());
    OnnxLayers layers = new OnnxLayers(graph, new ParameterCursor(network.parameters()));
    switch (network.role()) {
      case GENERATOR -> {
        String last = layers.append(network.spec(), network.input(), inputs.ofGenerator());
        graph.output(last, "images", OnnxInputs.IMAGES, network.recipe().image());
      }
      case DISCRIMINATOR -> {
        String last = layers.append(network.spec(), network.input(), inputs.ofDiscriminator());
        String count = network.recipe().packing() == 1 ? OnnxInputs.IMAGES : "packs";
        graph.output(last, "logits", count, Shape.units(1));
      }
    }
    return graph.build();
  }
}
