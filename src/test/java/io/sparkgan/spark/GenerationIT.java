package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.Samples.Sample;
import io.sparkgan.state.GanState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Images are made side by side, and fetched in pieces that the driver can hold. */
final class GenerationIT {
  private static final int PARTITION = Generation.PARTITION_BLOCKS * ImageGenerator.BATCH;

  private final Recipe recipe =
      TinyRecipes.perceptrons(
          Updates.Plan.SIMULTANEOUS, ForGenerator.REUSE, TinyRecipes.adam(.01, .5, .999, 1e-8));
  private final List<Integer> tasks = new CopyOnWriteArrayList<>();

  @Test
  void partitionsHaveAFixedSizeAndAreMadeInOneJob() {
    images(1, 2 * PARTITION + 1);
    // One stage for all partitions, then one for each that is fetched.
    assertThat(tasks).containsExactly(3, 1, 1, 1);
  }

  @Test
  void fewImagesKeepAllCoresBusy() {
    images(2, ImageGenerator.BATCH + 1);
    assertThat(tasks).startsWith(2);
  }

  @Test
  void imagesDoNotDependOnThePartitions() {
    List<byte[]> few = images(2, 1_001);
    List<byte[]> many = images(1, PARTITION + 1);
    assertThat(few).hasSize(1_001);
    assertThat(many).hasSize(PARTITION + 1);
    assertThat(many.subList(0, few.size())).containsExactlyElementsOf(few);
  }

  @Test
  void imagesAndVerdictsOfWholeBatchesDoNotDependOnTheCount() {
    Recipe batches =
        TinyRecipes.configured(
            "recipe.packing=3",
            "recipe.batch.real=6",
            "recipe.batch.generated=6",
            "recipe.batch.generator=6",
            "recipe.generator.layers=[{type=dense,units=16},"
                + "{type=batch-norm,momentum=0.9,epsilon=1e-5,statistics=batch},"
                + "{type=tanh},{type=reshape,height=4,width=4,channels=1}]");
    List<Sample> few = images(1, batches, ClassOrder.of(batches), 10);
    List<Sample> many = images(2, batches, ClassOrder.of(batches), 130);

    assertThat(few).hasSize(10);
    assertThat(many).hasSize(130);
    for (int i = 0; i < few.size(); i++) {
      assertThat(few.get(i)).usingRecursiveComparison().isEqualTo(many.get(i));
    }
  }

  @Test
  void anImageDependsOnItsPlaceAndItsClassAlone() {
    Recipe conditional = TinyRecipes.conditional(recipe, 3);
    int count = ImageGenerator.BATCH + 10;
    List<Sample> inTurn = images(2, conditional, ClassOrder.of(conditional), count);
    List<Sample> twos = images(1, conditional, ClassOrder.only(2), count);

    assertThat(inTurn).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(inTurn.get(i).label()).isEqualTo(i % 3);
      assertThat(twos.get(i).label()).isEqualTo(2);
      assertThat(twos.get(i).latent()).isEqualTo(inTurn.get(i).latent());
      boolean same = Arrays.equals(twos.get(i).pixels(), inTurn.get(i).pixels());
      assertThat(same).as("image %d", i).isEqualTo(i % 3 == 2);
    }
  }

  private List<byte[]> images(int cores, int count) {
    return images(cores, recipe, ClassOrder.of(recipe), count).stream()
        .map(Sample::pixels)
        .toList();
  }

  private List<Sample> images(int cores, Recipe recipe, ClassOrder classes, int count) {
    GanState state = InitialState.of(recipe, new SeedSequence(1));
    List<Sample> images = new ArrayList<>();
    try (SparkSession spark = SparkSessions.local("local[%d]".formatted(cores))) {
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onStageSubmitted(SparkListenerStageSubmitted stage) {
                  tasks.add(stage.stageInfo().numTasks());
                }
              });
      try (Generation generation =
          new Generation(
              spark, recipe, Computes.USUAL, state, new SeedSequence(7), classes, count)) {
        generation.images().forEachRemaining(images::add);
        assertThat(spark.sparkContext().getPersistentRDDs().size()).as("cached").isOne();
      }
      assertThat(spark.sparkContext().getPersistentRDDs().size()).as("cached").isZero();
    }
    return images;
  }
}
