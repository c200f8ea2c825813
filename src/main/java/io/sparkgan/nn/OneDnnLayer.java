package io.sparkgan.nn;

import io.sparkgan.nn.Operation.Mode;
import io.sparkgan.nn.onednn.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What DL4J sees of a layer that oneDNN computes. Parameters and gradients are views of DL4J's flat
 * arrays. What it returns is its own memory, made once for each size of batch: outputs are good
 * until the next forward pass, and the gradient by the inputs until the next backward pass.
 */
final class OneDnnLayer extends AbstractLayer<org.deeplearning4j.nn.conf.layers.Layer>
    implements SelectiveBackward, Repeatable, Seeded, KeepsParameters, KeepsMemory {
  private static final long serialVersionUID = 1L;

  private final transient Blueprint blueprint;
  private final transient Map<Integer, Operation> operations = new HashMap<>();
  private transient INDArray flat;
  private transient INDArray flatGradient;
  private transient Map<String, INDArray> parameters = new LinkedHashMap<>();
  private transient Map<String, INDArray> gradients = new LinkedHashMap<>();
  private transient Operation current;
  private transient boolean held;
  private transient boolean stay;

  OneDnnLayer(NeuralNetConfiguration conf, DataType dataType, Blueprint blueprint) {
    super(conf, dataType);
    if (dataType != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "oneDNN computes with parameters of single precision, not " + dataType);
    }
    this.blueprint = blueprint;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
    assertInputSet(false);
    current =
        operations.computeIfAbsent(
            (int) input.size(0), count -> blueprint.operation(count, parameters, gradients));
    if (!stay) {
      blueprint.renew();
    }
    stay = false;
    Mode mode = held ? Mode.HELD : Mode.TRAINING;
    return current.forward(input, training ? mode : Mode.INFERENCE);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
    receive(epsilon);
    parameterGradients();
    Gradient gradient = new DefaultGradient(flatGradient);
    gradients.forEach(gradient::setGradientFor);
    return new Pair<>(gradient, inputGradient());
  }

  @Override
  public void receive(INDArray outputGradient) {
    current.receive(outputGradient);
  }

  @Override
  public INDArray inputGradient() {
    return current.inputGradient();
  }

  @Override
  public void parameterGradients() {
    current.parameterGradients();
  }

  @Override
  public void hold() {
    held = true;
  }

  @Override
  public void release() {
    held = false;
  }

  @Override
  public void parametersStay() {
    stay = true;
  }

  @Override
  public void seed(long seed) {
    blueprint.seed(seed);
  }

  @Override
  public void setParamsViewArray(INDArray params) {
    flat = params;
  }

  @Override
  public void setParamTable(Map<String, INDArray> table) {
    parameters = table;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    flatGradient = view;
    gradients = conf.getLayer().initializer().getGradientsFromFlattened(conf, view);
  }

  @Override
  public INDArray params() {
    return flat;
  }

  @Override
  public void setParams(INDArray params) {
    if (params != flat) {
      flat.assign(params.reshape(flat.shape()));
    }
  }

  @Override
  public INDArray getParam(String key) {
    return parameters.get(key);
  }

  @Override
  public void setParam(String key, INDArray value) {
    parameters.get(key).assign(value);
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
    return parameters;
  }

  @Override
  public INDArray getGradientsViewArray() {
    return flatGradient;
  }

  @Override
  public long numParams() {
    return parameters.values().stream().mapToLong(INDArray::length).sum();
  }

  @Override
  public long bytes() {
    return Tensor.bytes(operations.values().stream().flatMap(Operation::tensors));
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // There is no weight noise here.
  }
}
