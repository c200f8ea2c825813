package io.sparkgan.nn.onednn;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Convolutions;
import io.sparkgan.nn.Layers.Placed;
import io.sparkgan.nn.Resampling;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Nonlinearity;
import io.sparkgan.nn.tensor.Numbers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Goes through the description of a network and places layers computed by oneDNN. What follows a
 * layer value by value is done where its results are made; upsampling is one with the transposed
 * convolution after it; and what only reshapes is nothing at all.
 */
final class Fusion {
  private final Numbers numbers;
  private final Deque<LayerSpec> rest;
  private final List<Placed> placed = new ArrayList<>();
  // Of the next layer's input, and of the array that holds it.
  private Shape shape;
  private Shape lies;

  Fusion(Numbers numbers, NetworkSpec spec, Shape input) {
    this.numbers = numbers;
    this.rest = new ArrayDeque<>(spec.layers());
    this.shape = input;
    this.lies = input;
  }

  List<Placed> layers() {
    List<LayerSpec> before = List.copyOf(rest);
    skipReshaping();
    while (!rest.isEmpty()) {
      Layer layer = layer(rest.peek(), dims(shape));
      skipReshaping();
      // Without a reshape, DL4J would guess the input of a network's later layers.
      placed.add(
          new Placed(
              layer,
              placed.isEmpty() ? Optional.of(new AsItLies()) : Optional.empty(),
              before.subList(0, before.size() - rest.size())));
      before = List.copyOf(rest);
    }
    return placed;
  }

  private Layer layer(LayerSpec spec, Dims in) {
    if (spec instanceof LayerSpec.Dense dense) {
      Dims held = shape.flat() && lies.channels() > 1 ? dims(lies) : Dims.rows(1, in.each());
      take();
      return new OneDnnDense(dense.units(), dense.bias(), placement(held));
    } else if (spec instanceof LayerSpec.Convolution convolution) {
      take();
      return new OneDnnConvolution(Convolutions.of(convolution, in.channels()), placement(in));
    } else if (spec instanceof LayerSpec.TransposedConvolution transposed) {
      take();
      return transposed(transposed, in, 1);
    } else if (spec instanceof LayerSpec.BatchNorm norm) {
      take();
      return new OneDnnBatchNorm(norm, placement(in));
    } else if (spec instanceof LayerSpec.Upsample upsample) {
      take();
      return upsample(upsample, in);
    } else if (spec instanceof LayerSpec.AveragePool pool) {
      take();
      return new OneDnnParameterless(new OneDnnParameterless.Pool(pool.size()), plain(in));
    } else if (spec instanceof LayerSpec.BilinearResize resize) {
      take();
      return resize(resize.height(), resize.width(), Resampling.Method.BILINEAR, in);
    }
    return new OneDnnParameterless(new OneDnnParameterless.Elementwise(), placement(in));
  }

  /** The next layer is being placed. */
  private void take() {
    shape = rest.remove().output(shape);
    lies = shape;
  }

  private void skipReshaping() {
    while (rest.peek() instanceof LayerSpec.Reshape || rest.peek() instanceof LayerSpec.Flatten) {
      shape = rest.remove().output(shape);
    }
  }

  /** With what can be done where the results are made. */
  private Placement placement(Dims in) {
    Nonlinearity nonlinearity = nonlinearity();
    double keep = 1;
    skipReshaping();
    if (nonlinearity.isPiecewiseLinear() && rest.peek() instanceof LayerSpec.Dropout dropout) {
      keep = 1 - dropout.rate();
      shape = rest.remove().output(shape);
      skipReshaping();
    }
    Numbers handed = rest.isEmpty() ? Numbers.F32 : numbers;
    return new Placement(in, numbers, handed, new Epilogue(nonlinearity, keep));
  }

  private Nonlinearity nonlinearity() {
    skipReshaping();
    if (rest.peek() instanceof LayerSpec.LeakyRelu leaky) {
      rest.remove();
      return new Nonlinearity(Nonlinearity.Kind.RECTIFIER, leaky.slope());
    }
    if (rest.peek() instanceof LayerSpec.Activation activation) {
      rest.remove();
      return switch (activation.function()) {
        case RELU -> new Nonlinearity(Nonlinearity.Kind.RECTIFIER, 0);
        case TANH -> new Nonlinearity(Nonlinearity.Kind.TANH, 0);
        case SIGMOID -> new Nonlinearity(Nonlinearity.Kind.SIGMOID, 0);
      };
    }
    return Nonlinearity.NONE;
  }

  private Placement plain(Dims in) {
    return new Placement(in, numbers, numbers, Epilogue.NOTHING);
  }

  private Layer upsample(LayerSpec.Upsample spec, Dims in) {
    if (rest.peek() instanceof LayerSpec.TransposedConvolution next
        && next.stride() == 1
        && next.padding() instanceof Padding.Same) {
      take();
      return transposed(next, in, spec.factor());
    }
    return resize(
        in.height() * spec.factor(), in.width() * spec.factor(), Resampling.Method.NEAREST, in);
  }

  private Layer resize(int height, int width, Resampling.Method method, Dims in) {
    return new OneDnnParameterless(
        new OneDnnParameterless.Resize(height, width, method), plain(in));
  }

  private Layer transposed(LayerSpec.TransposedConvolution spec, Dims in, int repeats) {
    return new OneDnnTransposedConvolution(
        Convolutions.of(spec, in.channels()), placement(in), repeats);
  }

  private static Dims dims(Shape shape) {
    return new Dims(1, shape.channels(), shape.height(), shape.width());
  }
}
