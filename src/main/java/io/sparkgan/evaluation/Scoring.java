package io.sparkgan.evaluation;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.SeedSequence;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Scores images by one protocol. What is a mean over images is taken over all of them, as the digit
 * histogram is. What is none is taken of each batch, and the mean over batches is the score: the
 * MNIST score, the Frechet distance from all real images, precision and recall against as many real
 * ones. The kernel distance has subsets no larger than a batch.
 */
public final class Scoring {
  private final Protocol protocol;
  private final Reference reference;
  private final FrechetDistance frechet;
  private final List<Manifold> real;

  /**
   * Of images against some real ones. Compares the real images with each other, those of one batch:
   * 10,000 take a third of a second of one core.
   */
  public Scoring(Protocol protocol, Reference reference) {
    this.protocol = protocol;
    this.reference = reference;
    this.frechet = new FrechetDistance(reference.moments());
    this.real =
        IntStream.range(0, protocol.samples() / protocol.batch())
            .mapToObj(i -> new Manifold(reference.opposite(i, protocol.batch())))
            .toList();
  }

  /** How many images are scored, and how many together. */
  public Protocol protocol() {
    return protocol;
  }

  /**
   * Scores the first images of some blocks, as many as the protocol says.
   *
   * @param blocksInOrder from block 0 on
   * @throws IllegalArgumentException if they have fewer images or are not in order
   */
  public Scores of(List<BlockSums> blocksInOrder) {
    int needed = protocol.samples() / BlockSums.SIZE;
    List<BlockSums> blocks = blocksInOrder.subList(0, Math.min(needed, blocksInOrder.size()));
    int images = images(blocks);
    if (images < protocol.samples()) {
      throw new IllegalArgumentException(
          "Expected at least %d images for %s, found %d"
              .formatted(protocol.samples(), protocol.text(), images));
    }
    return score(blocks);
  }

  /** What the floor is taken of: as many training images, or of fewer all that fill batches. */
  public List<FloorBlock> floorBlocks(SeedSequence seeds) {
    int most = Math.min(protocol.samples(), reference.training().count());
    int images = most - most % Math.min(protocol.batch(), most);
    return IntStream.range(0, BlockSums.blocks(images))
        .mapToObj(block -> new FloorBlock(block, BlockSums.imagesOf(block, images), seeds))
        .toList();
  }

  /**
   * What training images get: the best that can be asked for.
   *
   * @param blocksInOrder of all {@link #floorBlocks}
   * @throws IllegalArgumentException if they are not in order
   */
  public Scores floor(List<BlockSums> blocksInOrder) {
    images(blocksInOrder);
    return score(blocksInOrder);
  }

  /** How many there are. */
  private static int images(List<BlockSums> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).block() != i) {
        throw new IllegalArgumentException(
            "Expected block %d, found block %d".formatted(i, blocks.get(i).block()));
      }
    }
    return blocks.stream().mapToInt(block -> block.appraisal().count()).sum();
  }

  private Scores score(List<BlockSums> blocks) {
    Appraisal images = Appraisal.joined(blocks.stream().map(BlockSums::appraisal).toList());
    BatchSums all = BatchSums.merged(blocks.stream().map(BlockSums::sums).toList());
    List<BatchSums> batches = batches(images, all);
    KernelDistance kernel = KernelDistance.over(BatchSums.merged(batches).kernel());
    List<PrecisionRecall> manifolds = precisionRecall(images);
    DigitHistogram histogram = DigitHistogram.of(all.classes(), reference.classes());
    Mean nearest = Mean.merged(blocks.stream().map(BlockSums::nearest).toList());
    return new Scores(
        mean(batches, batch -> MnistScore.of(batch.classes())),
        mean(batches, batch -> frechet.of(batch.moments())),
        kernel.value(),
        kernel.error(),
        mean(manifolds, PrecisionRecall::precision),
        mean(manifolds, PrecisionRecall::recall),
        histogram.shares(),
        histogram.distance(),
        histogram.missing(),
        all.classes().meanConfidence(),
        Mean.merged(blocks.stream().map(BlockSums::asAsked).toList()).value(),
        Memorisation.of(nearest.value().orElseThrow(), reference.unseenDistance()),
        Mean.merged(blocks.stream().map(BlockSums::realProbability).toList()).value());
  }

  private List<BatchSums> batches(Appraisal images, BatchSums all) {
    int size = protocol.batch();
    if (size == protocol.samples()) {
      return List.of(all);
    }
    int subset = Math.min(size, KernelDistance.SUBSET);
    return IntStream.range(0, images.count() / size)
        .mapToObj(
            i ->
                BatchSums.of(
                    images.select(IntStream.range(i * size, (i + 1) * size).toArray()),
                    subset,
                    i * (size / subset),
                    reference))
        .toList();
  }

  private List<PrecisionRecall> precisionRecall(Appraisal images) {
    Points features = Points.features(images);
    int size = Math.min(protocol.batch(), images.count());
    return IntStream.range(0, images.count() / size)
        .mapToObj(i -> PrecisionRecall.of(real.get(i), features.range(i * size, (i + 1) * size)))
        .toList();
  }

  private static <T> double mean(List<T> batches, ToDoubleFunction<T> score) {
    return Mean.of(batches.stream().mapToDouble(score).toArray()).value().orElseThrow();
  }
}
