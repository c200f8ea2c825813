package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Dims;
import io.sparkgan.nn.onednn.Formats;
import io.sparkgan.nn.onednn.Inlet;
import io.sparkgan.nn.onednn.Numbers;
import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Products;
import io.sparkgan.nn.onednn.Reorder;
import io.sparkgan.nn.onednn.Tensor;
import java.util.stream.Stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images of another size, each of whose rows and columns is a mean of old ones: R X C' for each
 * channel X, with the shares that old rows have in new ones in R, and columns in C. So the gradient
 * by X is R' E C.
 */
final class ResizeOperation implements Operation {
  private final Dims from;
  private final Dims to;
  private final Numbers numbers;
  private final Inlet input;
  private final Inlet errors;
  private final Tensor results;
  private final Tensor inputGradient;
  private final Pass forward;
  private final Pass backward;

  ResizeOperation(Dims from, Resampling rows, Resampling columns, Numbers numbers) {
    this.from = from;
    this.to = new Dims(from.count(), from.channels(), rows.to(), columns.to());
    this.numbers = numbers;
    input = new Inlet(from, numbers);
    errors = new Inlet(to, numbers);
    results = Tensor.images(to, numbers);
    inputGradient = Tensor.images(from, numbers);
    Tensor middle =
        Tensor.images(new Dims(from.count(), from.channels(), to.height(), from.width()), numbers);
    Tensor down = tensor(rows);
    Tensor across = tensor(columns);
    forward =
        onRows(down, input.tensor(), middle, from.height(), to.height())
            .then(onColumns(across, middle, results, from.width(), to.width()));
    backward =
        onColumns(transposed(across, columns), errors.tensor(), middle, to.width(), from.width())
            .then(
                onRows(transposed(down, rows), middle, inputGradient, to.height(), from.height()));
  }

  private Tensor tensor(Resampling resampling) {
    memory.desc format =
        new memory.desc(
            new long[] {1, resampling.to(), resampling.from()},
            memory.data_type.f32,
            memory.format_tag.abc);
    Tensor exact = Tensor.of(format);
    float[] shares = resampling.shares();
    new FloatPointer(exact.address()).put(shares, 0, shares.length);
    if (numbers == Numbers.F32) {
      return exact;
    }
    Tensor rounded = Tensor.of(cube(1, resampling.to(), resampling.from()));
    Reorder.between(exact, rounded).run();
    return rounded;
  }

  private Tensor transposed(Tensor shares, Resampling resampling) {
    return shares.as(
        Formats.strided(
            new long[] {1, resampling.from(), resampling.to()},
            new long[] {(long) resampling.from() * resampling.to(), 1, resampling.from()},
            numbers));
  }

  private memory.desc cube(long batch, long rows, long columns) {
    return Formats.strided(
        new long[] {batch, rows, columns}, new long[] {rows * columns, columns, 1}, numbers);
  }

  private Pass onRows(Tensor shares, Tensor source, Tensor target, int height, int newHeight) {
    long line = (long) from.width() * from.channels();
    return Products.ofMatrices(
        shares,
        shares.format(),
        source,
        cube(from.count(), height, line),
        target,
        cube(from.count(), newHeight, line));
  }

  private Pass onColumns(Tensor shares, Tensor source, Tensor target, int width, int newWidth) {
    long lines = (long) from.count() * to.height();
    return Products.ofMatrices(
        shares,
        shares.format(),
        source,
        cube(lines, width, from.channels()),
        target,
        cube(lines, newWidth, from.channels()));
  }

  @Override
  public INDArray forward(INDArray array, Mode mode) {
    input.accept(array);
    forward.run();
    return results.array();
  }

  @Override
  public void receive(INDArray outputGradient) {
    errors.accept(outputGradient);
  }

  @Override
  public INDArray inputGradient() {
    backward.run();
    return inputGradient.array();
  }

  @Override
  public void parameterGradients() {
    // There are no parameters.
  }

  @Override
  public Stream<Tensor> tensors() {
    return Stream.of(input.tensors(), errors.tensors(), forward.tensors(), backward.tensors())
        .flatMap(it -> it);
  }
}
