package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Partition;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.data.Mnist;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.evaluation.Reference;
import io.sparkgan.evaluation.Scores;
import io.sparkgan.gan.ImageDiscriminator;
import io.sparkgan.gan.InitialState;
import io.sparkgan.state.GanState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores are a function of the images, however the work is cut up. */
final class SparkScoringIT {
  private static final List<Protocol> PROTOCOLS = List.of(Protocol.BATCH32, Protocol.N500);

  @TempDir private Path folder;
  private final JudgeModel judge = TinyJudge.model();
  private final Recipe recipe = TinyRecipes.conditional(TinyRecipes.configured(), 10);
  private final GanState state = InitialState.of(recipe, new SeedSequence(1));

  @BeforeEach
  void writeImages() {
    TinyJudge.write(folder.resolve(Mnist.TRAIN_IMAGES), TinyJudge.pixels(700, 1));
    TinyJudge.write(folder.resolve(Mnist.TEST_IMAGES), TinyJudge.pixels(600, 2));
  }

  @Test
  void scoresHaveTheSameBitsWhateverThePartitionsAndCores() {
    List<Scores> expected = scores("local[1]", 1);
    assertThat(expected).hasSize(3 * PROTOCOLS.size());
    assertThat(scores("local[1]", 5)).isEqualTo(expected);
    assertThat(scores("local[2]", 2)).isEqualTo(expected);
  }

  @Test
  void aRoundIsEvaluatedInOneJobWithAPartitionACore() {
    List<Integer> tasks = new CopyOnWriteArrayList<>();
    List<Evaluation> evaluations =
        with(
            "local[2]",
            2,
            scoring -> {
              SparkEvaluator evaluator = new SparkEvaluator(scoring, recipe, Computes.USUAL);
              count(scoring.context(), tasks);
              return evaluator.evaluate(3, state);
            });
    assertThat(tasks).containsExactly(2);
    assertThat(evaluations).extracting(Evaluation::protocol).isEqualTo(PROTOCOLS);
    assertThat(evaluations).extracting(Evaluation::floorSamples).containsExactly(672, 500);
    assertThat(evaluations)
        .allSatisfy(
            it -> {
              assertThat(it.split()).isEqualTo("test");
              assertThat(it.realSamples()).isEqualTo(600);
              assertThat(it.wallMillis()).isEqualTo(evaluations.get(0).wallMillis());
              assertThat(it.extractor()).startsWith("tiny-");
              assertThat(it.seed()).isEqualTo(5);
              assertThat(it.scores().asAsked()).isPresent();
              assertThat(it.scores().realProbability()).isPresent();
              assertThat(it.floor().asAsked()).isEmpty();
              assertThat(it.floor().realProbability()).isEmpty();
            });
  }

  @Test
  void allFloorsTakeOneJobAndAreThoseOfEachProtocolAlone() {
    List<Integer> tasks = new CopyOnWriteArrayList<>();
    withReference(
        "local[2]",
        2,
        (context, reference) -> {
          List<Scores> alone =
              PROTOCOLS.stream()
                  .flatMap(by -> floors(context, List.of(by), reference).stream())
                  .toList();
          count(context, tasks);
          assertThat(floors(context, PROTOCOLS, reference)).isEqualTo(alone);
          return alone;
        });
    assertThat(tasks).as("of the floors, and of the images").containsExactly(2, 2);
  }

  @Test
  void realImagesScoreBetterThanGeneratedOnes() {
    byte[] real = TinyJudge.pixels(4_000, 7);
    List<Double> distances =
        with(
            "local[2]",
            2,
            scoring ->
                Stream.of(
                        new ImageEvaluator(scoring, real, TinyJudge.IMAGE).evaluate(),
                        new SparkEvaluator(scoring, recipe, Computes.USUAL).evaluate(1, state))
                    .map(evaluations -> evaluations.get(1).scores().frechetDistance())
                    .toList());
    assertThat(distances.get(0)).isLessThan(distances.get(1) / 3);
  }

  @Test
  void theDiscriminatorsProbabilityOfGivenImagesIsItsMean() {
    byte[] pixels = TinyJudge.pixels(4_000, 7);
    Recipe plain = TinyRecipes.configured();
    GanState asked = InitialState.of(plain, new SeedSequence(1));
    ImageDiscriminator discriminator = new ImageDiscriminator(plain, Computes.USUAL);
    discriminator.load(asked);
    float[] probabilities = discriminator.realProbabilities(pixels, new int[0]);

    List<Evaluation> found =
        with(
            "local[2]",
            2,
            scoring ->
                new ImageEvaluator(scoring, pixels, TinyJudge.IMAGE)
                    .evaluate(plain, Computes.USUAL, asked));
    for (Evaluation evaluation : found) {
      float[] some = Arrays.copyOf(probabilities, evaluation.protocol().samples());
      double mean =
          IntStream.range(0, some.length).mapToDouble(i -> some[i]).average().orElseThrow();
      assertThat(evaluation.scores().realProbability().orElseThrow()).isCloseTo(mean, within(1e-6));
    }
  }

  /** Those of generated and of given images. */
  private List<Scores> scores(String master, int partitions) {
    byte[] given = TinyJudge.pixels(4_000, 3);
    return with(
        master,
        partitions,
        scoring ->
            List.of(
                    new SparkEvaluator(scoring, recipe, Computes.USUAL).evaluate(1, state),
                    new ImageEvaluator(scoring, given, TinyJudge.IMAGE)
                        .evaluate(recipe, Computes.USUAL, state))
                .stream()
                .flatMap(List::stream)
                .flatMap(it -> Stream.of(it.scores(), it.floor()))
                .distinct()
                .toList());
  }

  private List<Scores> floors(
      JavaSparkContext context, List<Protocol> protocols, Reference reference) {
    byte[] given = TinyJudge.pixels(4_000, 3);
    try (SparkScoring scoring = scoring(context, protocols, reference)) {
      return new ImageEvaluator(scoring, given, TinyJudge.IMAGE)
          .evaluate().stream().map(Evaluation::floor).toList();
    }
  }

  private <T> T with(String master, int partitions, Function<SparkScoring, T> work) {
    return withReference(
        master,
        partitions,
        (context, reference) -> {
          try (SparkScoring scoring = scoring(context, PROTOCOLS, reference)) {
            return work.apply(scoring);
          }
        });
  }

  private <T> T withReference(
      String master, int partitions, BiFunction<JavaSparkContext, Reference, T> work) {
    try (SparkSession spark =
        SparkSession.builder()
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.default.parallelism", partitions)
            .getOrCreate()) {
      Reference reference =
          ReferenceImages.open(spark, new Settings.Data(folder.toString(), 0, Partition.IID))
              .judgedBy(judge, Computes.USUAL);
      return work.apply(JavaSparkContext.fromSparkContext(spark.sparkContext()), reference);
    }
  }

  private SparkScoring scoring(
      JavaSparkContext context, List<Protocol> protocols, Reference reference) {
    return new SparkScoring(
        context, Computes.USUAL, new SeedSequence(5), protocols, judge, reference);
  }

  private static void count(JavaSparkContext context, List<Integer> tasks) {
    context
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onStageSubmitted(SparkListenerStageSubmitted stage) {
                tasks.add(stage.stageInfo().numTasks());
              }
            });
  }
}
