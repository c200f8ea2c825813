package io.sparkgan.nn.onednn;

import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;

/**
 * Both kinds of convolution by products of spectra, see {@link FourierTables}, where that takes
 * fewer multiplications: between small images of many channels, by large windows.
 */
final class FourierKernels implements Kernels {
  /**
   * The largest share of a convolution's multiplications that may remain, for what is saved to be
   * worth the passes over memory. With AVX-512 layers of tf-dcgan broke even at about this share.
   */
  private static final double REMAINS = 0.6;

  private static final int MANY = 16;

  private final FourierSide input;
  private final FourierSide output;
  private final FourierWeights kernels;
  private final Dims results;
  private final Numbers numbers;
  private final Tensor ofInput;
  private final Tensor ofOutput;
  private Optional<Pass> linear = Optional.empty();

  /** Between batches of one size. */
  FourierKernels(
      Weights weights,
      Direction direction,
      Dims image,
      Dims features,
      Window window,
      Numbers numbers) {
    this.numbers = numbers;
    FourierTables tables = new FourierTables(window, features);
    FourierSide images = new FourierSide(image, window.stride(), tables.ofPixels(), numbers);
    FourierSide places = new FourierSide(features, 1, tables.ofFeatures(), numbers);
    boolean ahead = direction == Direction.CONVOLUTION;
    input = ahead ? images : places;
    output = ahead ? places : images;
    results = ahead ? features : image;
    kernels =
        new FourierWeights(
            weights, direction, tables, image.channels(), features.channels(), numbers);
    ofInput = input.room();
    ofOutput = output.room();
  }

  /**
   * Whether it takes less: the three products of a training step, the transforms of both sides back
   * and forth, and those of the weights and of their gradient.
   */
  static boolean suits(Dims image, Dims features, Window window) {
    int stride = window.stride();
    if (image.height() != features.height() * stride
        || image.width() != features.width() * stride
        || Math.min(image.channels(), features.channels()) < MANY
        || image.count() < MANY) {
      return false;
    }
    FourierTables tables = new FourierTables(window, features);
    double pairs = (double) image.channels() * features.channels();
    double places = (double) features.height() * features.width();
    double taps = tables.taps() * pairs;
    double transforms = places * (tables.phases() * image.channels() + features.channels());
    double each = 3 * tables.phases() * pairs + 2 * transforms;
    double fourier = image.count() * each + 2 * tables.phases() * taps;
    return tables.products() * fourier < REMAINS * 3 * image.count() * places * taps;
  }

  /** Memory of one set of kernels, and of their weights; 0 where this does not suit. */
  static long bytes(Dims image, Dims features, Window window, Numbers numbers) {
    if (!suits(image, features, window)) {
      return 0;
    }
    FourierTables tables = new FourierTables(window, features);
    long phases = tables.phases();
    long pairs = (long) image.channels() * features.channels();
    long sides = phases * image.channels() + features.channels();
    long inputs = Math.max(phases * image.channels(), features.channels());
    long spectra = tables.products() * (image.count() * (sides + inputs) + phases * pairs);
    long gradient = (tables.products() * phases + tables.taps()) * pairs * Float.BYTES;
    long apart = phases > 1 ? 2 * image.size() : 0;
    return (spectra + tables.taps() * pairs + apart) * numbers.bytes() + gradient;
  }

  @Override
  public Pass forward(
      Tensor from, Optional<Tensor> bias, Tensor to, AppliedEpilogue epilogue, Mode mode) {
    if (linear.isEmpty()) {
      linear =
          Optional.of(
              input
                  .spectrum(from, ofInput)
                  .then(kernels.forward(ofInput, ofOutput))
                  .then(output.activations(ofOutput, to, bias)));
    }
    return linear.get().then(epilogue.afterwards(mode));
  }

  /** The spectrum of the output is not needed any more when its gradient comes. */
  @Override
  public Pass receive(Tensor delta) {
    return output.spectrum(delta, ofOutput);
  }

  @Override
  public Pass inputGradient(Tensor delta, Tensor inputGradient) {
    Tensor spectrum = input.room();
    return kernels
        .backward(ofOutput, spectrum)
        .then(input.activations(spectrum, inputGradient, Optional.empty()));
  }

  @Override
  public Pass parameterGradients(Tensor from, Tensor delta, Optional<Tensor> biasGradient) {
    return kernels
        .gradient(ofInput, ofOutput, results.count())
        .then(BiasGradient.pass(delta, results, numbers, biasGradient));
  }
}
