package io.sparkgan.spark;

import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.LabelHistogram;
import java.io.Serializable;
import java.util.List;

/**
 * Which images there are, and what each worker has of them.
 *
 * @param fingerprint of all of them
 * @param shards labels of each worker's images
 */
record Census(DataFingerprint fingerprint, List<LabelHistogram> shards) implements Serializable {
  Census {
    shards = List.copyOf(shards);
  }

  /** Of all workers, from those of each in order. */
  static Census joined(List<Census> parts) {
    return new Census(
        parts.stream().map(Census::fingerprint).reduce(DataFingerprint::plus).orElseThrow(),
        parts.stream().flatMap(part -> part.shards.stream()).toList());
  }

  /** Takes one worker's images down. */
  static final class Count {
    private final LabelHistogram labels = new LabelHistogram();
    private DataFingerprint sum;

    /** Of images of one size. */
    Count(int height, int width) {
      sum = new DataFingerprint(0, 0, height, width);
    }

    void add(long index, int label, byte[] pixels) {
      sum = sum.plus(DataFingerprint.of(index, label, pixels, sum.height(), sum.width()));
      labels.add(label);
    }

    Census census() {
      return new Census(sum, List.of(labels));
    }
  }
}
