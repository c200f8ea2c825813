package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
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
  private final Map<Numbers, Tensor> apart = new EnumMap<>(Numbers.class);

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
    this.table =
        Tensor.constants(
            table,
            Formats.matrix(products, pixels(), Numbers.F32),
            Formats.matrix(products, pixels(), numbers));
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
    return Tensor.of(Formats.matrices(matrices(), numbers));
  }

  private memory.desc spectrum() {
    long channels = dims.channels();
    return Formats.strided(
        new long[] {planes(), products, channels},
        new long[] {channels, planes() * channels, 1},
        numbers);
  }

  private memory.desc places(Numbers kind) {
    return Formats.matrices(new long[] {planes(), pixels(), dims.channels()}, kind);
  }

  /** From activations to their spectrum. */
  Pass spectrum(Tensor activations, Tensor spectrum) {
    if (stride == 1) {
      return transform(activations, spectrum);
    }
    Tensor apart = apart(numbers);
    return Reorder.between(activations, whole(activations.numbers()), apart.as(phases(numbers)))
        .then(transform(apart, spectrum));
  }

  private Pass transform(Tensor planes, Tensor spectrum) {
    memory.desc ahead = Formats.matrices(new long[] {1, products, pixels()}, numbers);
    return Products.ofMatrices(table, ahead, planes, places(numbers), spectrum, spectrum());
  }

  /** The other way by the transposed table, and a bias for each channel. */
  Pass activations(Tensor spectrum, Tensor activations, Optional<Tensor> bias) {
    if (stride == 1) {
      return gather(spectrum, activations, activations.numbers(), bias);
    }
    Numbers handed = activations.numbers();
    Tensor apart = apart(handed);
    return gather(spectrum, apart, handed, bias)
        .then(Reorder.between(apart.as(phases(handed)), activations.as(whole(handed))));
  }

  /** Room for the phases one after the other, for whoever works at the time. */
  private Tensor apart(Numbers kind) {
    return apart.computeIfAbsent(kind, it -> Tensor.of(places(it)));
  }

  private Pass gather(Tensor spectrum, Tensor planes, Numbers kind, Optional<Tensor> bias) {
    memory.desc back = Formats.transposedMatrices(new long[] {1, products, pixels()}, numbers);
    memory.desc each = Formats.matrices(new long[] {1, 1, dims.channels()}, Numbers.F32);
    return bias.map(
            it ->
                Products.ofMatrices(
                    table, back, spectrum, spectrum(), it, each, planes, places(kind)))
        .orElseGet(
            () -> Products.ofMatrices(table, back, spectrum, spectrum(), planes, places(kind)));
  }

  /** Activations with a dimension each for the phase and the place in it. */
  private memory.desc whole(Numbers kind) {
    long channels = dims.channels();
    long row = dims.width() * channels;
    return Formats.strided(
        phased(),
        new long[] {dims.height() * row, row, channels, stride * row, stride * channels, 1},
        kind);
  }

  private memory.desc phases(Numbers kind) {
    return Formats.sixDimensional(phased(), kind);
  }

  private long[] phased() {
    return new long[] {
      dims.count(), stride, stride, dims.height() / stride, dims.width() / stride, dims.channels()
    };
  }
}
