package io.sparkgan.nn.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where arrays from outside enter: one that already lies as wanted is looked at where it is,
 * another is copied into memory of the inlet's own. Arrays are [count, channels, height, width] or,
 * with the same values channel after channel, [count, units]. They must stay as they are until all
 * who read the tensor have done so.
 */
public final class Inlet {
  private final Dims dims;
  private final Numbers numbers;
  private final Tensor tensor;
  private final List<Entrance> entrances = new ArrayList<>();

  /**
   * An inlet for batches.
   *
   * @param dims of each batch
   * @param numbers of the tensor, whatever those of the arrays
   */
  public Inlet(Dims dims, Numbers numbers) {
    this.dims = dims;
    this.numbers = numbers;
    this.tensor = Tensor.unbound(Formats.activations(dims, numbers));
  }

  /** The tensor that {@link #accept} fills. */
  public Tensor tensor() {
    return tensor;
  }

  /** Makes the tensor have the values of an array. */
  public void accept(INDArray array) {
    entrance(array).way.take(array);
  }

  /** What it holds for arrays of all formats that it has seen. */
  public Stream<Tensor> tensors() {
    return entrances.stream().flatMap(it -> it.copy.tensors());
  }

  private Entrance entrance(INDArray array) {
    for (Entrance known : entrances) {
      if (known.fits(array)) {
        return known;
      }
    }
    Entrance made = newEntrance(array);
    entrances.add(made);
    return made;
  }

  private Entrance newEntrance(INDArray array) {
    if (array.length() != dims.size()) {
      throw new IllegalArgumentException(
          "Expected %d values for %s, found an array of %s"
              .formatted(dims.size(), dims, Arrays.toString(array.shape())));
    }
    Dims seen = seenAs(array);
    boolean asItIs = seen.equals(dims) || (seen.hasOneOrder() && dims.hasOneOrder());
    if (asItIs && Formats.isActivations(array, seen, numbers)) {
      return new Entrance(array, Pass.NOTHING, tensor::lookAt);
    }
    Tensor own = Tensor.activations(dims, numbers);
    Tensor source = Tensor.over(array, Formats.of(array, seen));
    Pass copy = seen.equals(dims) ? Reorder.between(source, own) : reshape(source, seen, own);
    return new Entrance(
        array,
        copy,
        next -> {
          source.lookAt(next);
          copy.run();
          tensor.lookAt(own.array());
        });
  }

  /** Values keep the order that they have with channels first. */
  private Pass reshape(Tensor source, Dims seen, Tensor own) {
    if (dims.hasOneOrder()) {
      return Reorder.between(source, own.as(Formats.channelsFirst(seen, numbers)));
    }
    Tensor ordered = Tensor.of(Formats.channelsFirst(seen, numbers));
    return Reorder.between(source, ordered)
        .then(Reorder.between(ordered.as(Formats.channelsFirst(dims, numbers)), own));
  }

  /** Images that are wanted as vectors are still images: their values must change places. */
  private Dims seenAs(INDArray array) {
    return array.rank() == 4
        ? new Dims(dims.count(), (int) array.size(1), (int) array.size(2), (int) array.size(3))
        : dims;
  }

  /** How values get from an array into the tensor. */
  private interface Way {
    void take(INDArray array);
  }

  /** The way for all arrays of a format. */
  private record Entrance(DataType type, long[] shape, long[] stride, Pass copy, Way way) {
    Entrance(INDArray array, Pass copy, Way way) {
      this(array.dataType(), array.shape(), array.stride(), copy, way);
    }

    boolean fits(INDArray array) {
      return array.dataType() == type
          && Arrays.equals(array.stride(), stride)
          && Arrays.equals(array.shape(), shape);
    }
  }
}
