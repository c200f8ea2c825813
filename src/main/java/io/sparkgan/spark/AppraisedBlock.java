package io.sparkgan.spark;

import io.sparkgan.evaluation.Appraisal;
import java.io.Serializable;
import java.util.List;

/**
 * What a judge says of some images that lie at equal distances in the order of all.
 *
 * @param first place of the first image
 * @param step from each image to the next
 */
record AppraisedBlock(int first, int step, Appraisal appraisal) implements Serializable {

  /**
   * The images of all blocks in one order.
   *
   * @param count how many images there are to be; what lies beyond is left out
   */
  static Appraisal inOrder(List<AppraisedBlock> blocks, int count) {
    Appraisal some = blocks.get(0).appraisal();
    int features = some.features().length / some.count();
    int classes = some.probabilities().length / some.count();
    Appraisal all = new Appraisal(count, new float[count * features], new float[count * classes]);
    for (AppraisedBlock block : blocks) {
      for (int i = 0; i < block.appraisal.count(); i++) {
        int place = block.first + i * block.step;
        if (place < count) {
          copy(block.appraisal.features(), i, all.features(), place, features);
          copy(block.appraisal.probabilities(), i, all.probabilities(), place, classes);
        }
      }
    }
    return all;
  }

  private static void copy(float[] from, int image, float[] to, int place, int each) {
    System.arraycopy(from, image * each, to, place * each, each);
  }
}
