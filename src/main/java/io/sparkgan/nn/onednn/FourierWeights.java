package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import org.bytedeco.dnnl.memory;

/**
 * Products of spectra with that of weights, [products, phases, channels of images, channels of
 * features], which is made once for each change of the weights.
 */
final class FourierWeights {
  private final Weights weights;
  private final Direction direction;
  private final FourierTables tables;
  private final int images;
  private final int features;
  private final Numbers numbers;
  private final Weights.Packed spectrum;

  /** Between images and features of so many channels. */
  FourierWeights(
      Weights weights,
      Direction direction,
      FourierTables tables,
      int images,
      int features,
      Numbers numbers) {
    this.weights = weights;
    this.direction = direction;
    this.tables = tables;
    this.images = images;
    this.features = features;
    this.numbers = numbers;
    spectrum = spectrum();
  }

  private Weights.Packed spectrum() {
    Weights.Packed byTaps = weights.packed(byTaps(numbers));
    return weights.made(
        Formats.matrices(matrices(), numbers), byTaps, made -> transform(byTaps.tensor(), made));
  }

  private Pass transform(Tensor byTaps, Tensor made) {
    Tensor table = table(numbers);
    return Products.ofMatrices(table, table.format(), byTaps, taps(numbers), made, rows(numbers));
  }

  private Tensor table(Numbers kind) {
    return Tensor.constants(
        tables.ofTaps(),
        Formats.matrix(rows(), tables.taps(), Numbers.F32),
        Formats.matrix(rows(), tables.taps(), kind));
  }

  private long rows() {
    return (long) tables.products() * tables.phases();
  }

  private long[] matrices() {
    return new long[] {tables.products(), (long) tables.phases() * images, features};
  }

  private memory.desc rows(Numbers kind) {
    return Formats.matrix(rows(), (long) images * features, kind);
  }

  private memory.desc taps(Numbers kind) {
    return Formats.matrix(tables.taps(), (long) images * features, kind);
  }

  /** The weights with the taps outermost, and innermost the features; see {@link Direction}. */
  private memory.desc byTaps(Numbers kind) {
    long side = tables.kernel();
    long plane = (long) images * features;
    return direction == Direction.CONVOLUTION
        ? Formats.strided(
            new long[] {features, images, side, side},
            new long[] {1, features, side * plane, plane},
            kind)
        : Formats.strided(
            new long[] {images, features, side, side},
            new long[] {features, 1, side * plane, plane},
            kind);
  }

  /** From the spectrum of the input to that of the output. */
  Pass forward(Tensor ofInput, Tensor ofOutput) {
    return direction == Direction.CONVOLUTION
        ? toFeatures(ofInput, ofOutput)
        : toImages(ofInput, ofOutput);
  }

  /** From the spectrum of the gradient by the output to that of the gradient by the input. */
  Pass backward(Tensor byOutput, Tensor byInput) {
    return direction == Direction.CONVOLUTION
        ? toImages(byOutput, byInput)
        : toFeatures(byOutput, byInput);
  }

  /** The gradient by the weights, of a batch of so many. */
  Pass gradient(Tensor ofInput, Tensor byOutput, long count) {
    return direction == Direction.CONVOLUTION
        ? correlation(ofInput, byOutput, count)
        : correlation(byOutput, ofInput, count);
  }

  private Pass toFeatures(Tensor images, Tensor results) {
    return spectrum.before(Products.ofMatrices(images, spectrum.tensor(), results));
  }

  private Pass toImages(Tensor features, Tensor results) {
    return spectrum.before(
        Products.ofMatrices(
            features,
            features.format(),
            spectrum.tensor(),
            Formats.transposedMatrices(matrices(), numbers),
            results,
            results.format()));
  }

  private Pass correlation(Tensor images, Tensor features, long count) {
    Tensor made = Tensor.of(Formats.matrices(matrices(), Numbers.F32));
    long[] examples = {tables.products(), count, matrices()[1]};
    return Products.ofMatrices(
            images,
            Formats.transposedMatrices(examples, numbers),
            features,
            features.format(),
            made,
            made.format())
        .then(byTaps(made));
  }

  private Pass byTaps(Tensor gradient) {
    Tensor table = table(Numbers.F32);
    Weights.Target target = weights.target(byTaps(Numbers.F32));
    memory.desc transposed =
        Formats.strided(
            new long[] {tables.taps(), rows()}, new long[] {1, tables.taps()}, Numbers.F32);
    return Products.ofMatrices(
            table, transposed, gradient, rows(Numbers.F32), target.tensor(), taps(Numbers.F32))
        .then(target.store());
  }
}
