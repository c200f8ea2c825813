package io.sparkgan.nn.dl4j;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.nn.BatchNorm;
import io.sparkgan.nn.LayerWiring;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation computed by DL4J. */
final class Dl4jBatchNorm extends BatchNorm {
  private static final long serialVersionUID = 1L;

  Dl4jBatchNorm(LayerSpec.BatchNorm spec, int channels) {
    super(spec, channels);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray params,
      boolean initialise,
      DataType dataType) {
    return new LayerWiring(conf, listeners, index, params, initialise)
        .connect(new BatchNormLayer(conf, dataType));
  }
}
