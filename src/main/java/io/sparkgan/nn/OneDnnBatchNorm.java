package io.sparkgan.nn;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation computed by oneDNN. */
final class OneDnnBatchNorm extends BatchNorm {
  private static final long serialVersionUID = 1L;

  private final Placement placement;

  OneDnnBatchNorm(double momentum, double epsilon, Placement placement) {
    super(placement.in().channels(), momentum, epsilon);
    this.placement = placement;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray params,
      boolean initialise,
      DataType dataType) {
    DropoutMask dropout = new DropoutMask(placement.finish().keep());
    Blueprint blueprint =
        new Blueprint() {
          @Override
          public Operation operation(
              int count, Map<String, INDArray> parameters, Map<String, INDArray> gradients) {
            return new BatchNormOperation(
                OneDnnBatchNorm.this, placement, count, dropout, parameters, gradients);
          }

          @Override
          public void seed(long seed) {
            dropout.seed(seed);
          }
        };
    return new LayerWiring(conf, listeners, index, params, initialise)
        .connect(new OneDnnLayer(conf, dataType, blueprint));
  }
}
