package io.sparkgan.export;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.sparkgan.config.Constant;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.UserInputException;
import io.sparkgan.nn.Batches;
import io.sparkgan.nn.NetworkBuilder;
import io.sparkgan.nn.dl4j.OrdinaryLayers;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What DL4J's {@code ModelSerializer} writes of a {@code MultiLayerNetwork}: a zip with the
 * network's configuration and its parameters; and the facts in an entry of their own. There are
 * none but DL4J's layers in it. The network is without an updater.
 *
 * <p>It sees and gives what the recipe's network does: a generator's input is [images, latent size
 * + classes], a discriminator's as {@link io.sparkgan.config.Recipe#discriminatorInput} says.
 */
public final class Dl4jFormat implements ModelFormat {
  /** The same network is the same bytes at any time; a zip knows none before. */
  private static final LocalDateTime BEGINNING = LocalDateTime.of(1980, 1, 1, 0, 0);

  @Override
  public String extension() {
    return "zip";
  }

  @Override
  public Model translate(TrainedNetwork network, Map<String, String> facts) {
    requireOrdinary(network);
    MultiLayerNetwork model =
        new NetworkBuilder(new OrdinaryLayers()).build(network.spec(), network.input());
    // Of initial weights, which nobody sees; by itself it is the time.
    model.getLayerWiseConfigurations().getConfs().forEach(layer -> layer.setSeed(1));
    float[] parameters = network.parameters();
    model.setParameters(Batches.of(parameters, 1, parameters.length));
    return out -> write(model, facts, out);
  }

  private static void requireOrdinary(TrainedNetwork network) {
    List<LayerSpec> layers = network.spec().layers();
    for (int i = 0; i < layers.size(); i++) {
      if (!OrdinaryLayers.has(layers.get(i))) {
        throw new UserInputException(
            "--format: dl4j has no layer like layer %d of the %s, %s; use onnx"
                .formatted(i + 1, Constant.text(network.role()), layers.get(i).description()));
      }
    }
  }

  private static void write(MultiLayerNetwork model, Map<String, String> facts, OutputStream out)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    begin(zip, "configuration.json");
    zip.write(model.getLayerWiseConfigurations().toJson().getBytes(StandardCharsets.UTF_8));
    begin(zip, "coefficients.bin");
    DataOutputStream numbers = new DataOutputStream(zip);
    Nd4j.write(model.params(), numbers);
    numbers.flush();
    begin(zip, "sparkgan.json");
    zip.write(json(facts).getBytes(StandardCharsets.UTF_8));
    zip.finish();
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(BEGINNING);
    zip.putNextEntry(entry);
  }

  private static String json(Map<String, String> facts) {
    return ConfigValueFactory.fromMap(facts)
        .render(ConfigRenderOptions.concise().setFormatted(true));
  }
}
