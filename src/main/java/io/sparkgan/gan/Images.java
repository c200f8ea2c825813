package io.sparkgan.gan;

import io.sparkgan.nn.Batches;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Images in the numbers that networks see.
 *
 * @param pixels [images, channels, height, width]
 * @param classes the class of each; empty for a recipe that is not conditional
 */
record Images(INDArray pixels, int[] classes) {

  int count() {
    return (int) pixels.size(0);
  }

  /** These images, then others. */
  Images and(Images others) {
    return new Images(
        Batches.joined(pixels, others.pixels),
        IntStream.concat(IntStream.of(classes), IntStream.of(others.classes)).toArray());
  }

  /** These images; the last pack of so many is filled up with the first images. */
  Images wholePacks(int packing) {
    int missing = Math.floorMod(-count(), packing);
    return missing == 0 ? this : and(range(0, missing));
  }

  Images range(int from, int to) {
    if (from == 0 && to == count()) {
      return this;
    }
    return new Images(rows(pixels, from, to), classes(classes, from, to));
  }

  static INDArray rows(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to)).dup('c');
  }

  static int[] classes(int[] all, int from, int to) {
    return all.length == 0 ? all : Arrays.copyOfRange(all, from, to);
  }
}
