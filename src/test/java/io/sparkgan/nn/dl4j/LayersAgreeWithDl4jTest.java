package io.sparkgan.nn.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.nn.BatchNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's own layers with the same parameters, in double precision. */
final class LayersAgreeWithDl4jTest {
  private static final Offset<Double> ROUNDING = within(1e-9);
  private static final int BATCH = 2;
  private static final int IN = 2;

  private final SplittableRandom random = new SplittableRandom(17);

  @Test
  void batchNormOfVectors() {
    assertAgreement(network(batchNorm(IN)), network(stockBatchNorm(IN)), draw(5, IN));
  }

  @Test
  void batchNormOfImages() {
    assertAgreement(network(batchNorm(IN)), network(stockBatchNorm(IN)), draw(BATCH, IN, 3, 4));
  }

  @Test
  void batchNormInInference() {
    MultiLayerNetwork ours = network(batchNorm(IN));
    MultiLayerNetwork stock = network(stockBatchNorm(IN));
    INDArray parameters = array(random.doubles(4 * IN, .5, 2).toArray()).reshape(1, 4 * IN);
    INDArray images = draw(BATCH, IN, 3, 4);
    ours.params().assign(parameters);
    stock.params().assign(parameters);

    assertClose(infer(ours, images), infer(stock, images));
  }

  @Test
  void leakyRelu() {
    double[] x = random.doubles(200, -3, 3).toArray();
    double[] error = random.doubles(200, -1, 1).toArray();
    for (double slope : new double[] {0, .01, .2, .3, 1}) {
      IActivation ours = new Rectifier(slope);
      IActivation stock = new ActivationLReLU(slope);
      double[] backward = new double[x.length];
      Arrays.setAll(backward, i -> x[i] > 0 ? error[i] : slope * error[i]);

      assertClose(ours.getActivation(array(x), true), stock.getActivation(array(x), true));
      INDArray ourBackward = ours.backprop(array(x), array(error)).getFirst();
      assertThat(ourBackward.toDoubleVector()).containsExactly(backward, ROUNDING);
      // DL4J's derivative has the slope as a float, even for doubles.
      assertThat(stock.backprop(array(x), array(error)).getFirst().toDoubleVector())
          .containsExactly(backward, within(1e-7));
    }
  }

  private static INDArray array(double[] values) {
    return Nd4j.createFromArray(values);
  }

  private void assertAgreement(MultiLayerNetwork ours, MultiLayerNetwork stock, INDArray images) {
    assertThat(shapes(ours)).isEqualTo(shapes(stock));
    INDArray parameters = stock.params();
    parameters.assign(
        Nd4j.createFromArray(random.doubles(parameters.length(), -1, 1).toArray())
            .reshape(parameters.shape()));
    ours.params().assign(parameters);
    INDArray stockOutput = forward(stock, images);
    INDArray ourOutput = forward(ours, images);
    INDArray error = draw(stockOutput.shape());

    assertClose(ourOutput, stockOutput);
    INDArray stockError = backward(stock, error);
    // Gradients are overwritten, not added up, so a second pass has the same.
    for (int pass = 0; pass < 2; pass++) {
      assertClose(backward(ours, error), stockError);
      assertClose(ours.getFlattenedGradients(), stock.getFlattenedGradients());
    }
  }

  private static List<String> shapes(MultiLayerNetwork network) {
    List<String> shapes = new ArrayList<>();
    network.paramTable().forEach((key, value) -> shapes.add(key + value.shapeInfoToString()));
    return shapes;
  }

  private static INDArray forward(MultiLayerNetwork network, INDArray images) {
    Layer layer = network.getLayer(0);
    layer.setInput(images.dup(), LayerWorkspaceMgr.noWorkspaces());
    return layer.activate(true, LayerWorkspaceMgr.noWorkspaces());
  }

  private static INDArray infer(MultiLayerNetwork network, INDArray images) {
    return network.getLayer(0).activate(images.dup(), false, LayerWorkspaceMgr.noWorkspaces());
  }

  private static INDArray backward(MultiLayerNetwork network, INDArray error) {
    Pair<Gradient, INDArray> result =
        network.getLayer(0).backpropGradient(error.dup(), LayerWorkspaceMgr.noWorkspaces());
    return result.getSecond();
  }

  private static BatchNorm batchNorm(int channels) {
    return new Dl4jBatchNorm(
        new LayerSpec.BatchNorm(.8, 1e-3, true, LayerSpec.BatchNorm.Statistics.RUNNING), channels);
  }

  private static BatchNormalization stockBatchNorm(int channels) {
    return new BatchNormalization.Builder()
        .nIn(channels)
        .nOut(channels)
        .decay(.8)
        .eps(1e-3)
        .useLogStd(false)
        .build();
  }

  private static MultiLayerNetwork network(org.deeplearning4j.nn.conf.layers.Layer layer) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .activation(Activation.IDENTITY)
                .list()
                .layer(layer)
                .build());
    network.init();
    network.initGradientsView();
    return network;
  }

  private INDArray draw(long... shape) {
    long length = 1;
    for (long side : shape) {
      length *= side;
    }
    return Nd4j.createFromArray(random.doubles(length, -1, 1).toArray()).reshape('c', shape);
  }

  private static void assertClose(INDArray ours, INDArray stock) {
    assertThat(ours.shape()).isEqualTo(stock.shape());
    assertThat(ours.dup('c').data().asDouble())
        .containsExactly(stock.dup('c').data().asDouble(), ROUNDING);
  }
}
