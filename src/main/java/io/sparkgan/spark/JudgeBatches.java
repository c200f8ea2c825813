package io.sparkgan.spark;

import io.sparkgan.config.JudgeSpec;
import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.data.BatchOrder;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.Shard;
import io.sparkgan.evaluation.Judge;
import java.io.Serializable;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Makes DL4J's mini-batches of shards of labelled images: a pure function of a judge's seed. */
record JudgeBatches(JudgeSpec judge) implements Serializable {
  /** Test images that are looked at together. */
  static final int TEST_BATCH = 100;

  /**
   * What a worker takes in one round: its images in shuffled passes, each moved at random.
   *
   * @param round from 1
   */
  Iterator<DataSet> training(int round, int worker, Iterator<ImageBlock> blocks) {
    Shard shard = Shards.shard(blocks);
    SeedSequence seeds = new SeedSequence(judge.seed());
    BatchOrder order = new BatchOrder(Drawing.SHUFFLED_PASSES, seeds, worker, shard.size());
    SplittableRandom shifts = seeds.stream(Purpose.JUDGE_BATCHES, round, worker);
    long before = (round - 1L) * judge.localSteps();
    return IntStream.range(0, judge.localSteps())
        .mapToObj(
            step ->
                batch(
                    shard,
                    judge.batch(),
                    i -> order.slot((before + step) * judge.batch() + i),
                    shifts,
                    judge.shift()))
        .iterator();
  }

  /** All images of a shard as they are. */
  Iterator<DataSet> test(Iterator<ImageBlock> blocks) {
    Shard shard = Shards.shard(blocks);
    SplittableRandom none = new SplittableRandom(0);
    int batches = (int) ((shard.size() + TEST_BATCH - 1) / TEST_BATCH);
    return IntStream.range(0, batches)
        .mapToObj(
            batch -> {
              long first = (long) batch * TEST_BATCH;
              int count = (int) Math.min(TEST_BATCH, shard.size() - first);
              return batch(shard, count, i -> first + i, none, 0);
            })
        .iterator();
  }

  private DataSet batch(
      Shard shard, int count, IntToLongFunction slots, SplittableRandom random, int shift) {
    int height = judge.image().height();
    int width = judge.image().width();
    int size = height * width;
    float[] greys = Judge.greys();
    float[] image = new float[size];
    float[] images = new float[count * size];
    float[] labels = new float[count * judge.classes()];
    for (int i = 0; i < count; i++) {
      long slot = slots.applyAsLong(i);
      shard.copy(slot, image, 0, greys);
      int down = random.nextInt(-shift, shift + 1);
      int right = random.nextInt(-shift, shift + 1);
      move(image, images, i * size, down, right);
      labels[i * judge.classes() + shard.label(slot)] = 1;
    }
    return new DataSet(
        Nd4j.createFromArray(images).reshape('c', count, 1, height, width),
        Nd4j.createFromArray(labels).reshape('c', count, judge.classes()));
  }

  /** What moves out of the image is lost, what comes in is black. */
  private void move(float[] image, float[] target, int offset, int down, int right) {
    int height = judge.image().height();
    int width = judge.image().width();
    int from = Math.max(0, -right);
    int columns = width - Math.abs(right);
    for (int row = Math.max(0, down); row < Math.min(height, height + down); row++) {
      int source = (row - down) * width + from;
      System.arraycopy(image, source, target, offset + row * width + from + right, columns);
    }
  }
}
