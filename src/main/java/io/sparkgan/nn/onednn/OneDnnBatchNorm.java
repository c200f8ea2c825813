package io.sparkgan.nn.onednn;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.nn.BatchNorm;
import io.sparkgan.nn.LayerWiring;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation computed by oneDNN. */
final class OneDnnBatchNorm extends BatchNorm {
  private static final long serialVersionUID = 1L;

  private final Placement placement;

  OneDnnBatchNorm(LayerSpec.BatchNorm spec, Placement placement) {
    super(spec, placement.in().channels());
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
    Blueprint blueprint =
        (count, dropout, parameters, gradients) ->
            new BatchNormOperation(this, placement, count, dropout, parameters, gradients);
    return new LayerWiring(conf, listeners, index, params, initialise)
        .connect(new OneDnnLayer(conf, dataType, placement, blueprint));
  }
}
