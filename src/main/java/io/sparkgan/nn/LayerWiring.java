package io.sparkgan.nn;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What DL4J tells a layer configuration when it wants the layer.
 *
 * @param params this layer's part of the network's flat parameters
 * @param initialise whether to draw initial weights
 */
public record LayerWiring(
    NeuralNetConfiguration conf,
    Collection<TrainingListener> listeners,
    int index,
    INDArray params,
    boolean initialise) {

  /** The layer, connected to its parameters. */
  public Layer connect(Layer layer) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(params);
    layer.setParamTable(conf.getLayer().initializer().init(conf, params, initialise));
    layer.setConf(conf);
    return layer;
  }
}
