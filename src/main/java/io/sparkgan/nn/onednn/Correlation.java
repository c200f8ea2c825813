package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Engine;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Primitive;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * The gradient by the weights between images and feature maps, of either kind of convolution: a
 * weight's is the sum over examples and windows of its feature times its pixel. That is itself a
 * convolution, of the images with the feature maps for kernels: their channels are its examples,
 * the examples its channels, and a window's stride the dilation. oneDNN's forward convolutions are
 * faster than its gradients by weights: by half in bf16 with AVX-512.
 */
final class Correlation {
  private static final int MANY = 16;

  private final Dims image;
  private final Dims features;
  private final Window window;
  private final Numbers numbers;

  /**
   * For batches of one size.
   *
   * @param image what windows are cut from
   * @param features a vector for each window
   */
  Correlation(Dims image, Dims features, Window window, Numbers numbers) {
    this.image = image;
    this.features = features;
    this.window = window;
    this.numbers = numbers;
  }

  /**
   * Its examples and its channels must fill the processor's registers, windows leave nothing over,
   * and oneDNN must have more for it than the plain loops that it calls its reference.
   */
  boolean suits() {
    return image.channels() >= MANY
        && image.count() >= MANY
        && after(image.height(), features.height()) >= 0
        && after(image.width(), features.width()) >= 0
        && !description().impl_info_str().getString().contains("ref");
  }

  /** From both tensors to the gradient. */
  Pass pass(Tensor images, Tensor vectors, Weights weights) {
    convolution_forward.primitive_desc description = description();
    Tensor source = Tensor.of(description.src_desc());
    Tensor kernels = Tensor.of(description.weights_desc());
    Weights.Target target = weights.target(description.dst_desc(), gradient());
    Pass convolution =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, source)
            .with(dnnl.DNNL_ARG_WEIGHTS, kernels)
            .with(dnnl.DNNL_ARG_DST, target.tensor());
    return Reorder.between(images, channelsAsExamples(image), source)
        .then(Reorder.between(vectors, channelsAsExamples(features), kernels))
        .then(convolution)
        .then(target.store());
  }

  private convolution_forward.primitive_desc description() {
    int side = window.kernel();
    int dilation = window.stride() - 1;
    long[] before = {window.before(image.height()), window.before(image.width())};
    long[] after = {
      after(image.height(), features.height()), after(image.width(), features.width())
    };
    return new convolution_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_inference,
        dnnl.algorithm.convolution_direct,
        Formats.activations(exchanged(image), numbers),
        Formats.any(
            new long[] {features.channels(), features.count(), features.height(), features.width()},
            numbers),
        Formats.activations(
            new Dims(image.channels(), features.channels(), side, side), Numbers.F32),
        new long[] {1, 1},
        new long[] {dilation, dilation},
        before,
        after,
        new Attributes().dnnl(),
        false);
  }

  /** Channels for examples and examples for channels. */
  private static Dims exchanged(Dims dims) {
    return new Dims(
        /* count= */ dims.channels(), /* channels= */ dims.count(), dims.height(), dims.width());
  }

  /** What makes the results as many as the window has pixels. */
  private long after(int side, int windows) {
    long reach = (long) (windows - 1) * window.stride() + 1;
    return window.kernel() - 1 - side - window.before(side) + reach;
  }

  private memory.desc channelsAsExamples(Dims dims) {
    long row = (long) dims.width() * dims.channels();
    return Formats.strided(
        exchanged(dims).nchw(), new long[] {1, dims.height() * row, row, dims.channels()}, numbers);
  }

  /** DL4J's view, [features, channels, kernel, kernel], with the result's dimensions. */
  private memory.desc gradient() {
    long side = window.kernel();
    return Formats.strided(
        new long[] {image.channels(), features.channels(), side, side},
        new long[] {side * side, image.channels() * side * side, side, 1},
        Numbers.F32);
  }
}
