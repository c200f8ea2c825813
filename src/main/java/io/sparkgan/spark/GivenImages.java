package io.sparkgan.spark;

import io.sparkgan.evaluation.Appraisal;
import io.sparkgan.evaluation.BlockSums;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.Reference;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;

/**
 * Images of any origin.
 *
 * @param pixels grey values, image after image
 * @param imageBytes of each
 */
record GivenImages(Broadcast<byte[]> pixels, int imageBytes) implements BlockImages {

  @Override
  public BlockSums sums(int block, Judge judge, Reference reference) {
    return BlockSums.of(block, appraisal(block, judge), new int[0], new float[0], reference);
  }

  Appraisal appraisal(int block, Judge judge) {
    byte[] some = pixelsOf(block);
    return judge.appraise(some, some.length / imageBytes);
  }

  byte[] pixelsOf(int block) {
    byte[] all = pixels.value();
    int from = block * BlockSums.SIZE * imageBytes;
    return Arrays.copyOfRange(all, from, Math.min(all.length, from + BlockSums.SIZE * imageBytes));
  }
}
