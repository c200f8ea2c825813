package io.sparkgan.spark;

import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.ImageBlock;
import org.apache.spark.api.java.JavaRDD;

/** Images of a data set on their way to the workers. */
interface Dealt {
  /** Partition w holds the shard of worker w, with every image in its slot. */
  JavaRDD<ImageBlock> blocks();

  /**
   * Who has what; a Spark job.
   *
   * @param blocks what {@link #blocks} gave
   */
  Census census(JavaRDD<ImageBlock> blocks);

  /** The fingerprint of all images that are dealt out. */
  default DataFingerprint fingerprint(JavaRDD<ImageBlock> blocks) {
    return census(blocks).fingerprint();
  }
}
