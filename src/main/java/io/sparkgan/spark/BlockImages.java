package io.sparkgan.spark;

import io.sparkgan.evaluation.BlockSums;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.Reference;
import java.io.Serializable;

/** Images in blocks of {@link BlockSums#SIZE}, wherever they come from; travels to executors. */
interface BlockImages extends Serializable {

  /** Has the images of one block judged. */
  BlockSums sums(int block, Judge judge, Reference reference);
}
