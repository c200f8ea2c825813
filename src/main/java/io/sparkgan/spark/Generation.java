package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.UserInputException;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.Latents;
import io.sparkgan.gan.Samples;
import io.sparkgan.state.GanState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Images from a trained generator, made on the executors. Block b, {@link ImageGenerator#BATCH}
 * images, has a random stream of its own, so image i of a class is the same whatever the count, the
 * partitions and the machines. With batch statistics it also depends on the classes of the others
 * of its block.
 */
public final class Generation implements AutoCloseable {
  /**
   * Most blocks in a partition: the driver takes whole partitions, so their size must not grow with
   * the count.
   */
  static final int PARTITION_BLOCKS = 20;

  private static final StructType SCHEMA =
      RealImages.SCHEMA
          .add("latent", DataTypes.createArrayType(DataTypes.FloatType, false), false)
          .add("d_probability", DataTypes.FloatType, false);

  /** The driver plans them all. */
  private static final long MOST = 100_000_000;

  private final SparkSession spark;
  private final long count;
  private final Broadcast<GanState> state;
  private final JavaRDD<Generated> images;

  /**
   * Plans the generation; nothing runs before the images are asked for.
   *
   * @param classes what is asked of each image; must fit the recipe
   * @param count number of images
   * @throws UserInputException if they are more than 100,000,000
   */
  public Generation(
      SparkSession spark,
      Recipe recipe,
      Compute compute,
      GanState state,
      SeedSequence seeds,
      ClassOrder classes,
      long count) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (count > MOST) {
      throw new UserInputException(
          "count: expected at most %,d images at a time, found %,d; make several tables with different seeds"
              .formatted(MOST, count));
    }
    this.spark = spark;
    this.count = count;
    this.state = context.broadcast(state);
    Broadcast<GanState> broadcast = this.state;
    List<Long> blocks = new ArrayList<>();
    for (long block = 0; block * ImageGenerator.BATCH < count; block++) {
      blocks.add(block);
    }
    this.images =
        context
            .parallelize(blocks, partitions(blocks.size(), context.defaultParallelism()))
            .mapPartitions(
                wanted ->
                    TaskErrors.withinMemory(
                        () ->
                            new Blocks(
                                recipe,
                                compute,
                                broadcast.value(),
                                seeds,
                                classes,
                                count,
                                wanted)));
  }

  /** Few blocks are spread over all cores. */
  private static int partitions(int blocks, int cores) {
    return Math.max((blocks + PARTITION_BLOCKS - 1) / PARTITION_BLOCKS, Math.min(blocks, cores));
  }

  /** One image and its place. */
  private record Generated(long index, int height, int width, Samples.Sample sample)
      implements Serializable {}

  /**
   * The images as rows, in no order but with their index; computed anew each time they are used.
   */
  public Dataset<Row> table() {
    JavaRDD<Row> rows =
        images.map(
            image ->
                RowFactory.create(
                    image.index(),
                    image.sample().label(),
                    image.height(),
                    image.width(),
                    image.sample().pixels(),
                    boxed(image.sample().latent()),
                    image.sample().verdict()));
    return spark.createDataFrame(rows, SCHEMA);
  }

  /**
   * Writes a Parquet table that {@code --data} can read back.
   *
   * @param uri where nothing is yet
   */
  public void writeParquet(String uri) {
    describe();
    TaskErrors.unwrapped(
        () -> {
          table().write().parquet(uri);
          return uri;
        });
  }

  /**
   * The images in order, all made before the first is given, then fetched partition by partition.
   */
  public Iterator<Samples.Sample> images() {
    describe();
    // Fetching computes one partition at a time; counting computes them all side by side.
    TaskErrors.unwrapped(() -> images.persist(StorageLevel.MEMORY_AND_DISK()).count());
    Iterator<Generated> ordered = images.toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return ordered.hasNext();
      }

      @Override
      public Samples.Sample next() {
        return ordered.next().sample();
      }
    };
  }

  /** To those who look at Spark's pages; a session of somebody else's is left as it is. */
  private void describe() {
    spark.sparkContext().setJobDescription("generate %d images".formatted(count));
  }

  @Override
  public void close() {
    images.unpersist();
    state.destroy();
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  /** The images of some blocks, one block in memory at a time. */
  private static final class Blocks implements Iterator<Generated> {
    private final Recipe recipe;
    private final ImageGenerator generator;
    private final SeedSequence seeds;
    private final ClassOrder classes;
    private final long count;
    private final Iterator<Long> blocks;
    private Iterator<Generated> ready = List.<Generated>of().iterator();

    Blocks(
        Recipe recipe,
        Compute compute,
        GanState state,
        SeedSequence seeds,
        ClassOrder classes,
        long count,
        Iterator<Long> blocks) {
      this.recipe = recipe;
      this.generator = new ImageGenerator(recipe, compute);
      generator.load(state);
      this.seeds = seeds;
      this.classes = classes;
      this.count = count;
      this.blocks = blocks;
    }

    @Override
    public boolean hasNext() {
      while (!ready.hasNext() && blocks.hasNext()) {
        ready = TaskErrors.withinMemory(() -> block(blocks.next())).iterator();
      }
      return ready.hasNext();
    }

    @Override
    public Generated next() {
      return ready.next();
    }

    private List<Generated> block(long block) {
      long first = block * ImageGenerator.BATCH;
      int wanted = (int) Math.min(ImageGenerator.BATCH, count - first);
      // Always a whole block: with batch statistics an image depends on the others of its batch.
      int all = ImageGenerator.BATCH;
      float[] latents =
          Latents.draw(recipe.latent(), all, seeds.stream(Purpose.GENERATION, block, 0));
      Samples samples = generator.generate(latents, classes.of(first, all));
      List<Generated> images = new ArrayList<>();
      for (Samples.Sample sample : samples.images().subList(0, wanted)) {
        images.add(new Generated(first + images.size(), samples.height(), samples.width(), sample));
      }
      return images;
    }
  }
}
