package io.sparkgan.config;

import java.io.Serializable;

/**
 * One layer of a network as a recipe describes it. A layer knows the shape it makes of its input
 * and how many parameters it has, so a recipe is checked, and shown, without building a network.
 */
public sealed interface LayerSpec extends Serializable {

  /** The name in a recipe file: {@code type = dense}. */
  String type();

  /** Type and settings for people: {@code convolution 64, kernel 5, stride 2, same}. */
  default String description() {
    return type();
  }

  /**
   * The shape of one output example.
   *
   * @throws IllegalArgumentException if the layer cannot take this input; the message says what it
   *     needs and what it got
   */
  Shape output(Shape input);

  /** Parameters, batch-norm running statistics included, for one input shape. */
  default long parameters(Shape input) {
    return 0;
  }

  /**
   * Multiplications, each with its addition, that one example's forward pass takes in a dense layer
   * or a convolution; 0 for other layers. Zeros that pad an image count as other pixels do. The
   * gradient by the input takes as many, and so does that by the parameters.
   */
  default long multiplyAdds(Shape input) {
    return 0;
  }

  /** y = Wx + b. */
  record Dense(int units, boolean bias) implements LayerSpec {
    @Override
    public String type() {
      return "dense";
    }

    @Override
    public String description() {
      return "%s %d%s".formatted(type(), units, bias ? "" : ", no bias");
    }

    @Override
    public Shape output(Shape input) {
      requireFlat(this, input);
      return Shape.units(units);
    }

    @Override
    public long parameters(Shape input) {
      return multiplyAdds(input) + (bias ? units : 0);
    }

    @Override
    public long multiplyAdds(Shape input) {
      return (long) input.size() * units;
    }
  }

  /** Convolution of square kernels, weights shared over the image. */
  record Convolution(int filters, int kernel, int stride, Padding padding, boolean bias)
      implements LayerSpec {
    @Override
    public String type() {
      return "convolution";
    }

    @Override
    public String description() {
      return kernelDescription(this, filters, kernel, stride, padding, bias);
    }

    @Override
    public Shape output(Shape input) {
      requireImage(this, input);
      return Shape.image(
          filters,
          padding.convolved(input.height(), kernel, stride),
          padding.convolved(input.width(), kernel, stride));
    }

    @Override
    public long parameters(Shape input) {
      return kernelParameters(input, kernel, filters, bias);
    }

    @Override
    public long multiplyAdds(Shape input) {
      return (long) output(input).size() * input.channels() * kernel * kernel;
    }
  }

  /** The transpose of a {@link Convolution}: with stride s an image grows s times. */
  record TransposedConvolution(int filters, int kernel, int stride, Padding padding, boolean bias)
      implements LayerSpec {
    @Override
    public String type() {
      return "transposed-convolution";
    }

    @Override
    public String description() {
      return kernelDescription(this, filters, kernel, stride, padding, bias);
    }

    @Override
    public Shape output(Shape input) {
      requireImage(this, input);
      return Shape.image(
          filters,
          padding.transposed(input.height(), kernel, stride),
          padding.transposed(input.width(), kernel, stride));
    }

    @Override
    public long parameters(Shape input) {
      return kernelParameters(input, kernel, filters, bias);
    }

    @Override
    public long multiplyAdds(Shape input) {
      return (long) input.size() * filters * kernel * kernel;
    }
  }

  /**
   * Batch normalisation per channel (Ioffe and Szegedy 2015) with a shift.
   *
   * @param momentum share of the old running statistics that survives a step
   * @param epsilon added to the variance
   * @param scale whether there is a learned scale, too
   * @param statistics what is used in inference
   */
  record BatchNorm(double momentum, double epsilon, boolean scale, Statistics statistics)
      implements LayerSpec {
    /** The mean and variance that inference uses; training always uses the batch's. */
    public enum Statistics {
      RUNNING,
      /** An image then depends on the others of its batch. */
      BATCH
    }

    /** With a scale and running statistics. */
    public BatchNorm(double momentum, double epsilon) {
      this(momentum, epsilon, true, Statistics.RUNNING);
    }

    @Override
    public String type() {
      return "batch-norm";
    }

    @Override
    public String description() {
      String moving =
          statistics == Statistics.RUNNING ? ", momentum " + Decimal.text(momentum) : "";
      return "%s%s, epsilon %s%s%s"
          .formatted(
              type(),
              moving,
              Decimal.text(epsilon),
              scale ? "" : ", no scale",
              statistics == Statistics.BATCH ? ", statistics of its batch" : "");
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public long parameters(Shape input) {
      int each = 1 + (scale ? 1 : 0) + (statistics == Statistics.RUNNING ? 2 : 0);
      return (long) each * input.channels();
    }
  }

  /** Means of squares of {@code size} by {@code size} pixels; what is left over is dropped. */
  record AveragePool(int size) implements LayerSpec {
    @Override
    public String type() {
      return "average-pool";
    }

    @Override
    public String description() {
      return type() + " " + size;
    }

    @Override
    public Shape output(Shape input) {
      requireImage(this, input);
      if (size > Math.min(input.height(), input.width())) {
        throw new IllegalArgumentException(
            "a pool of %d by %d does not fit into %s".formatted(size, size, input));
      }
      return Shape.image(input.channels(), input.height() / size, input.width() / size);
    }
  }

  /** Every pixel becomes a square of {@code factor} by {@code factor}. */
  record Upsample(int factor) implements LayerSpec {
    @Override
    public String type() {
      return "upsample";
    }

    @Override
    public String description() {
      return type() + " " + factor;
    }

    @Override
    public Shape output(Shape input) {
      requireImage(this, input);
      return Shape.image(input.channels(), input.height() * factor, input.width() * factor);
    }
  }

  /**
   * Bilinear interpolation to another size, with the coordinates of TensorFlow 1's {@code
   * resize_images}: row y of the output looks at y times the ratio of the heights.
   */
  record BilinearResize(int height, int width) implements LayerSpec {
    @Override
    public String type() {
      return "bilinear-resize";
    }

    @Override
    public String description() {
      return "%s %dx%d".formatted(type(), height, width);
    }

    @Override
    public Shape output(Shape input) {
      requireImage(this, input);
      return Shape.image(input.channels(), height, width);
    }
  }

  /** max(x, slope x). */
  record LeakyRelu(double slope) implements LayerSpec {
    @Override
    public String type() {
      return "leaky-relu";
    }

    @Override
    public String description() {
      return type() + " " + Decimal.text(slope);
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }
  }

  /** An activation function without settings. */
  record Activation(Function function) implements LayerSpec {
    /** The functions, named as in recipe files. */
    public enum Function {
      RELU,
      TANH,
      SIGMOID
    }

    @Override
    public String type() {
      return Constant.text(function);
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }
  }

  /**
   * Inverted dropout: in training a value is zeroed with probability {@code rate}, else divided by
   * 1 - rate.
   *
   * @param rate probability to drop, in (0, 1)
   */
  record Dropout(double rate) implements LayerSpec {
    @Override
    public String type() {
      return "dropout";
    }

    @Override
    public String description() {
      return type() + " " + Decimal.text(rate);
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }
  }

  /** A vector seen as an image, channel by channel. */
  record Reshape(int height, int width, int channels) implements LayerSpec {
    @Override
    public String type() {
      return "reshape";
    }

    @Override
    public String description() {
      return "%s %dx%dx%d".formatted(type(), height, width, channels);
    }

    @Override
    public Shape output(Shape input) {
      Shape result = Shape.image(channels, height, width);
      if (result.size() != input.size()) {
        throw new IllegalArgumentException(
            "reshape to %s needs %d values, its input has %d (%s)"
                .formatted(result, result.size(), input.size(), input));
      }
      return result;
    }
  }

  /** An image seen as a vector, channel by channel. */
  record Flatten() implements LayerSpec {
    @Override
    public String type() {
      return "flatten";
    }

    @Override
    public Shape output(Shape input) {
      return Shape.units(input.size());
    }
  }

  private static void requireFlat(LayerSpec layer, Shape input) {
    if (!input.flat()) {
      throw new IllegalArgumentException(
          "%s needs a vector, its input is an image of %s; put flatten before it"
              .formatted(layer.type(), input));
    }
  }

  private static void requireImage(LayerSpec layer, Shape input) {
    if (input.flat()) {
      throw new IllegalArgumentException(
          "%s needs an image, its input is a vector of %s; put reshape before it"
              .formatted(layer.type(), input));
    }
  }

  private static String kernelDescription(
      LayerSpec layer, int filters, int kernel, int stride, Padding padding, boolean bias) {
    return "%s %d, kernel %d, stride %d, %s%s"
        .formatted(
            layer.type(),
            filters,
            kernel,
            stride,
            padding instanceof Padding.Same ? "same" : "padding " + padding,
            bias ? "" : ", no bias");
  }

  private static long kernelParameters(Shape input, int kernel, int filters, boolean bias) {
    return (long) input.channels() * filters * kernel * kernel + (bias ? filters : 0);
  }
}
