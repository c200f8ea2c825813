package io.sparkgan.nn.onednn;

import io.sparkgan.nn.Resampling;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import org.bytedeco.dnnl.memory;

/**
 * Images of another size, each of whose rows and columns is a mean of old ones: R X C' for each
 * channel X, with the shares that old rows have in new ones in R, and columns in C. So the gradient
 * by X is R' E C.
 */
final class Resizing implements FixedMap {
  private final Dims from;
  private final Dims to;
  private final Numbers numbers;
  private final Resampling rows;
  private final Resampling columns;
  private final Tensor down;
  private final Tensor across;
  private final Tensor middle;

  /**
   * From batches of one size.
   *
   * @param to the new images
   */
  Resizing(Dims from, Dims to, Resampling.Method method, Numbers numbers) {
    this.from = from;
    this.to = to;
    this.numbers = numbers;
    rows = new Resampling(from.height(), to.height(), method);
    columns = new Resampling(from.width(), to.width(), method);
    down = tensor(rows);
    across = tensor(columns);
    Dims between = new Dims(from.count(), from.channels(), to.height(), from.width());
    middle = Tensor.activations(between, numbers);
  }

  @Override
  public Pass forward(Tensor input, Tensor results) {
    return onRows(down, input, middle, from.height(), to.height())
        .then(onColumns(across, middle, results, from.width(), to.width()));
  }

  @Override
  public Pass backward(Tensor errors, Tensor inputGradient) {
    return onColumns(transposed(across, columns), errors, middle, to.width(), from.width())
        .then(onRows(transposed(down, rows), middle, inputGradient, to.height(), from.height()));
  }

  private Tensor tensor(Resampling resampling) {
    long[] dims = {1, resampling.to(), resampling.from()};
    return Tensor.constants(
        shares(resampling), Formats.matrices(dims, Numbers.F32), Formats.matrices(dims, numbers));
  }

  private static float[] shares(Resampling resampling) {
    double[][] shares = resampling.shares();
    float[] rows = new float[resampling.to() * resampling.from()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) shares[i / resampling.from()][i % resampling.from()];
    }
    return rows;
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
}
