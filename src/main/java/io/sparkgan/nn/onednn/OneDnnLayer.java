package io.sparkgan.nn.onednn;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;

import io.sparkgan.nn.KeepsMemory;
import io.sparkgan.nn.Repeatable;
import io.sparkgan.nn.Seeded;
import io.sparkgan.nn.SelectiveBackward;
import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
 * until the next forward pass, and the gradient by the inputs until the next backward pass. DL4J's
 * own calls accept that of networks without workspaces alone.
 */
final class OneDnnLayer extends AbstractLayer<org.deeplearning4j.nn.conf.layers.Layer>
    implements SelectiveBackward, Repeatable, Seeded, KeepsMemory {
  private static final long serialVersionUID = 1L;

  private final transient Blueprint blueprint;
  private final transient DropoutMask dropout;
  private final transient Map<Integer, Operation> operations = new HashMap<>();
  private transient INDArray flat;
  private transient INDArray flatGradient;
  private final transient Views parameters = new Views();
  private final transient Views gradients = new Views();
  private transient Optional<Operation> current = Optional.empty();
  private transient boolean held;
  private transient boolean stay;

  OneDnnLayer(
      NeuralNetConfiguration conf, DataType dataType, Placement placement, Blueprint blueprint) {
    super(conf, dataType);
    if (dataType != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "oneDNN computes with parameters of single precision, not " + dataType);
    }
    this.blueprint = blueprint;
    this.dropout = new DropoutMask(placement.epilogue().keep());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
    assertInputSet(false);
    Operation operation =
        operations.computeIfAbsent(
            (int) input.size(0),
            count -> blueprint.operation(count, dropout, parameters, gradients));
    current = Optional.of(operation);
    if (!stay) {
      blueprint.renew();
    }
    stay = false;
    Mode mode = held ? Mode.HELD : Mode.TRAINING;
    return operation.forward(input, training ? mode : Mode.INFERENCE);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
    receive(epsilon);
    parameterGradients();
    Gradient gradient = new DefaultGradient(flatGradient);
    gradients.byKey().forEach(gradient::setGradientFor);
    return new Pair<>(gradient, inputGradient());
  }

  @Override
  public void receive(INDArray outputGradient) {
    current().receive(outputGradient);
  }

  @Override
  public INDArray inputGradient() {
    return current().inputGradient();
  }

  @Override
  public void parameterGradients() {
    current().parameterGradients();
  }

  private Operation current() {
    return current.orElseThrow(
        () -> new IllegalStateException("A backward pass needs a forward pass before it"));
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
    dropout.seed(seed);
  }

  @Override
  public void setParamsViewArray(INDArray params) {
    flat = params;
  }

  @Override
  public void setParamTable(Map<String, INDArray> table) {
    parameters.set(table);
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    if (flatGradient != null) {
      // Operations write into the old one.
      operations.clear();
      current = Optional.empty();
    }
    flatGradient = view;
    gradients.set(conf.getLayer().initializer().getGradientsFromFlattened(conf, view));
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
    return parameters.of(key);
  }

  @Override
  public void setParam(String key, INDArray value) {
    parameters.of(key).assign(value);
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
    return parameters.byKey();
  }

  @Override
  public INDArray getGradientsViewArray() {
    return flatGradient;
  }

  @Override
  public long numParams() {
    return parameters.byKey().values().stream().mapToLong(INDArray::length).sum();
  }

  /** Moves of running statistics are not sums over examples. */
  @Override
  public boolean updaterDivideByMinibatch(String key) {
    return !key.equals(GLOBAL_MEAN) && !key.equals(GLOBAL_VAR);
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
