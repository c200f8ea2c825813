package io.sparkgan.nn.dl4j;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Convolutions;
import io.sparkgan.nn.Layers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * DL4J's own layers.
 *
 * @param dataType numbers of parameters and activations
 */
public record Dl4jLayers(DataType dataType) implements Layers {

  @Override
  public List<Placed> of(NetworkSpec spec, Shape input) {
    List<Placed> placed = new ArrayList<>();
    List<LayerSpec> since = new ArrayList<>();
    Shape before = input;
    Shape shape = input;
    for (LayerSpec layer : spec.layers()) {
      since.add(layer);
      if (!isReshaping(layer)) {
        placed.add(new Placed(layer(layer, shape), reshape(before, shape), List.copyOf(since)));
        since.clear();
        before = layer.output(shape);
      }
      shape = layer.output(shape);
    }
    return placed;
  }

  /** Whether a layer only sees its input in another shape, which is no layer of the network. */
  private static boolean isReshaping(LayerSpec layer) {
    return layer instanceof LayerSpec.Reshape || layer instanceof LayerSpec.Flatten;
  }

  private static Optional<InputPreProcessor> reshape(Shape from, Shape to) {
    if (from.equals(to)) {
      return Optional.empty();
    }
    InputPreProcessor flatten =
        new CnnToFeedForwardPreProcessor(from.height(), from.width(), from.channels());
    InputPreProcessor unflatten =
        new FeedForwardToCnnPreProcessor(to.height(), to.width(), to.channels());
    if (from.flat()) {
      return Optional.of(unflatten);
    }
    return Optional.of(to.flat() ? flatten : new ComposableInputPreProcessor(flatten, unflatten));
  }

  private static Layer layer(LayerSpec spec, Shape in) {
    if (spec instanceof LayerSpec.Dense dense) {
      return new DenseLayer.Builder()
          .nIn(in.size())
          .nOut(dense.units())
          .hasBias(dense.bias())
          .build();
    } else if (spec instanceof LayerSpec.Convolution convolution) {
      return Convolutions.of(convolution, in.channels()).build();
    } else if (spec instanceof LayerSpec.TransposedConvolution transposed) {
      return Convolutions.of(transposed, in.channels()).build();
    } else if (spec instanceof LayerSpec.BatchNorm norm) {
      return new Dl4jBatchNorm(norm, in.channels());
    } else if (spec instanceof LayerSpec.AveragePool pool) {
      return new SubsamplingLayer.Builder(PoolingType.AVG)
          .kernelSize(pool.size(), pool.size())
          .stride(pool.size(), pool.size())
          .convolutionMode(ConvolutionMode.Truncate)
          .build();
    } else if (spec instanceof LayerSpec.Upsample upsample) {
      return new Upsampling2D.Builder(upsample.factor()).build();
    } else if (spec instanceof LayerSpec.BilinearResize resize) {
      return new BilinearResize(resize.height(), resize.width());
    } else if (spec instanceof LayerSpec.LeakyRelu leaky) {
      return new ActivationLayer(new Rectifier(leaky.slope()));
    } else if (spec instanceof LayerSpec.Activation activation) {
      return switch (activation.function()) {
        case RELU -> new ActivationLayer(new Rectifier(0));
        case TANH -> new ActivationLayer(Activation.TANH);
        case SIGMOID -> new ActivationLayer(Activation.SIGMOID);
      };
    } else if (spec instanceof LayerSpec.Dropout dropout) {
      return new DropoutLayer(new SeededDropout(1 - dropout.rate()));
    }
    throw new IllegalArgumentException("No network layer for " + spec);
  }
}
