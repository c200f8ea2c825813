package io.sparkgan.gan;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.SeededDropout;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A DL4J network driven layer by layer, with the error given from outside. A forward pass may be
 * followed by several backward passes, unless there is batch norm; each overwrites the gradient.
 * All arrays live in the {@link StepMemory} that is open.
 */
final class Network {
  private final MultiLayerNetwork model;
  private final Shape input;
  private final Shape output;

  Network(NetworkSpec spec, Shape input, DataType dataType) {
    this.model = new NetworkBuilder(spec, input, dataType).build();
    this.input = input;
    this.output = spec.output(input);
    model.initGradientsView();
    // DL4J makes both on first use, and in a step's memory they would not outlive the step.
    model.getUpdater();
  }

  MultiLayerNetwork model() {
    return model;
  }

  /** Activations of the last layer in training mode: batch statistics, dropout. */
  INDArray train(INDArray batch) {
    return forward(batch, true);
  }

  /** Activations of the last layer in inference mode: running statistics, no dropout. */
  INDArray infer(INDArray batch) {
    return forward(batch, false);
  }

  private INDArray forward(INDArray batch, boolean training) {
    LayerWorkspaceMgr memory = StepMemory.layers();
    int size = (int) batch.size(0);
    INDArray activations = shaped(batch, size, input);
    for (int i = 0; i < model.getnLayers(); i++) {
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        activations = reshape.preProcess(activations, size, memory);
      }
      Layer layer = model.getLayer(i);
      layer.setInputMiniBatchSize(size);
      layer.setInput(activations, memory);
      activations = layer.activate(training, memory);
    }
    return shaped(activations, size, output);
  }

  /**
   * Propagates the gradient of the loss with respect to the last forward pass's output.
   *
   * @return its gradient with respect to the input; the parameters' is in {@link #gradient()}
   */
  INDArray backward(INDArray outputGradient) {
    LayerWorkspaceMgr memory = StepMemory.layers();
    int size = (int) outputGradient.size(0);
    int last = model.getnLayers() - 1;
    INDArray error =
        outputGradient.reshape(
            'c',
            model.getLayer(last).input().rank() == 2 && !output.flat()
                ? new long[] {size, output.size()}
                : outputGradient.shape());
    for (int i = last; i >= 0; i--) {
      Pair<Gradient, INDArray> result = model.getLayer(i).backpropGradient(error, memory);
      error = result.getSecond();
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        error = reshape.backprop(error, size, memory);
      }
    }
    return shaped(error, size, input);
  }

  /** The gradient of the last backward pass in the order of the parameters; a live view. */
  INDArray gradient() {
    return model.getFlattenedGradients();
  }

  /**
   * Lets the optimiser take one step along {@link #gradient()}; running statistics move as well.
   *
   * @param iteration optimiser steps taken since its state was zero
   */
  void update(long iteration) {
    INDArray gradient = gradient();
    model
        .getUpdater()
        .update(
            model,
            new DefaultGradient(gradient),
            Math.toIntExact(iteration),
            0,
            1,
            LayerWorkspaceMgr.noWorkspaces());
    model.params().subi(gradient.reshape(model.params().shape()));
  }

  /** Starts the random streams of dropout anew, one for each layer. */
  void seedDropout(long seed) {
    for (int i = 0; i < model.getnLayers(); i++) {
      if (model.getLayer(i).conf().getLayer() instanceof DropoutLayer layer
          && layer.getIDropout() instanceof SeededDropout dropout) {
        dropout.seed(seed + i);
      }
    }
  }

  float[] parameters() {
    return model.params().toFloatVector();
  }

  float[] updaterState() {
    return model.getUpdater().getStateViewArray().toFloatVector();
  }

  void restore(float[] parameters, float[] updaterState) {
    assign(model.params(), parameters);
    assign(model.getUpdater().getStateViewArray(), updaterState);
  }

  private static void assign(INDArray target, float[] values) {
    if (target.length() != values.length) {
      throw new IllegalArgumentException(
          "Network has %d values, state has %d".formatted(target.length(), values.length));
    }
    try (INDArray source = Nd4j.createFromArray(values)) {
      target.assign(source.reshape(target.shape()));
    }
  }

  private static INDArray shaped(INDArray batch, int size, Shape shape) {
    return batch.reshape(
        'c',
        shape.flat()
            ? new long[] {size, shape.size()}
            : new long[] {size, shape.channels(), shape.height(), shape.width()});
  }
}
