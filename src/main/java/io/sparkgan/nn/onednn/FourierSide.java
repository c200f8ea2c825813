package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/**
 * The images of a convolution, or its features, and their spectra, [products, count, phases,
 * channels]; features have one phase.
 */
final class FourierSide {
  private final Dims dims;
  private final int stride;
  private final int products;
  private final Numbers numbers;
  private final Tensor table;

  /**
   * For batches of one size.
   *
   * @param table [products, pixels of a phase]
   */
  FourierSide(Dims dims, int stride, float[] table, Numbers numbers) {
    this.dims = dims;
    this.stride = stride;
    this.numbers = numbers;
    products = table.length / (int) pixels();
    this.table = table(table, products, pixels(), numbers);
  }

  /** A matrix of constants. */
  static Tensor table(float[] values, long rows, long columns, Numbers numbers) {
    Tensor exact = Tensor.of(Formats.matrix(rows, columns, Numbers.F32));
    exact.write(values);
    Tensor rounded = Tensor.of(Formats.matrix(rows, columns, numbers));
    Reorder.between(exact, rounded).run();
    return rounded;
  }

  /** Matrices one after the other. */
  static memory.desc dense(long[] dims, Numbers numbers) {
    return Formats.strided(dims, new long[] {dims[1] * dims[2], dims[2], 1}, numbers);
  }

  /** The same, each transposed. */
  static memory.desc transposed(long[] dims, Numbers numbers) {
    return Formats.strided(
        new long[] {dims[0], dims[2], dims[1]},
        new long[] {dims[1] * dims[2], 1, dims[2]},
        numbers);
  }

  private long pixels() {
    return (long) dims.height() * dims.width() / ((long) stride * stride);
  }

  private long planes() {
    return (long) dims.count() * stride * stride;
  }

  /** Dimensions of a spectrum for products with weights. */
  long[] matrices() {
    return new long[] {products, dims.count(), (long) stride * stride * dims.channels()};
  }

  /** New memory for a spectrum. */
  Tensor room() {
    return Tensor.of(dense(matrices(), numbers));
  }

  private memory.desc spectrum() {
    long channels = dims.channels();
    return Formats.strided(
        new long[] {planes(), products, channels},
        new long[] {channels, planes() * channels, 1},
        numbers);
  }

  private memory.desc places(Numbers kind) {
    return dense(new long[] {planes(), pixels(), dims.channels()}, kind);
  }

  /** From activations to their spectrum. */
  Pass spectrum(Tensor activations, Tensor spectrum) {
    if (stride == 1) {
      return transform(activations, spectrum);
    }
    Tensor apart = Tensor.of(places(numbers));
    return Reorder.between(activations, apart(activations.numbers()), apart.as(phases()))
        .then(transform(apart, spectrum));
  }

  private Pass transform(Tensor planes, Tensor spectrum) {
    memory.desc ahead = dense(new long[] {1, products, pixels()}, numbers);
    return Products.ofMatrices(table, ahead, planes, places(numbers), spectrum, spectrum());
  }

  /** The other way by the transposed table, and a bias for each channel. */
  Pass activations(Tensor spectrum, Tensor activations, Optional<Tensor> bias) {
    if (stride == 1) {
      return gather(spectrum, activations, activations.numbers(), bias);
    }
    Tensor apart = Tensor.of(places(numbers));
    memory.desc whole = apart(activations.numbers());
    return gather(spectrum, apart, numbers, bias)
        .then(Reorder.between(apart.as(phases()), activations.as(whole)));
  }

  private Pass gather(Tensor spectrum, Tensor planes, Numbers kind, Optional<Tensor> bias) {
    memory.desc back = transposed(new long[] {1, products, pixels()}, numbers);
    memory.desc each = dense(new long[] {1, 1, dims.channels()}, Numbers.F32);
    return bias.map(
            it ->
                Products.ofMatrices(
                    table, back, spectrum, spectrum(), it, each, planes, places(kind)))
        .orElseGet(
            () -> Products.ofMatrices(table, back, spectrum, spectrum(), planes, places(kind)));
  }

  /** Activations with a dimension each for the phase and the place in it. */
  private memory.desc apart(Numbers kind) {
    long channels = dims.channels();
    long row = dims.width() * channels;
    return Formats.strided(
        phased(),
        new long[] {dims.height() * row, row, channels, stride * row, stride * channels, 1},
        kind);
  }

  private memory.desc phases() {
    long[] sizes = phased();
    long[] strides = new long[sizes.length];
    long step = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= sizes[i];
    }
    return Formats.strided(sizes, strides, numbers);
  }

  private long[] phased() {
    return new long[] {
      dims.count(), stride, stride, dims.height() / stride, dims.width() / stride, dims.channels()
    };
  }
}
