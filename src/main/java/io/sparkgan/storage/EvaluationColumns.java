package io.sparkgan.storage;

import io.sparkgan.config.Constant;
import io.sparkgan.config.Score;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What an evaluation is called column by column, in tables and in JSON. */
public final class EvaluationColumns {

  /**
   * A column of a score.
   *
   * @param value none if the images have no such score
   */
  private record Column(String name, Function<Scores, Optional<Object>> value) {
    static Column of(String name, Function<Scores, Object> value) {
      return new Column(name, value.andThen(Optional::of));
    }

    static Column maybe(String name, Function<Scores, OptionalDouble> value) {
      return new Column(name, value.andThen(EvaluationColumns::boxed));
    }
  }

  /** Each has its floor beside it. */
  private static final List<Column> WITH_FLOOR =
      List.of(
          Column.of("mnist_score", Scores::mnistScore),
          Column.of("frechet_distance", Scores::frechetDistance),
          Column.of("kernel_distance", Scores::kernelDistance),
          Column.of("kernel_distance_error", Scores::kernelDistanceError),
          Column.of("precision", Scores::precision),
          Column.of("recall", Scores::recall),
          Column.of("digit_histogram", Scores::digitHistogram),
          Column.of("digit_histogram_distance", Scores::histogramDistance),
          Column.of("missing_digits", Scores::missingDigits),
          Column.of("mean_confidence", Scores::meanConfidence),
          Column.of("memorisation", Scores::memorisation));

  /** Real images are asked for by no one, and by no run's discriminator. */
  private static final List<Column> WITHOUT_FLOOR =
      List.of(
          Column.maybe("as_asked", Scores::asAsked),
          Column.maybe("d_probability", Scores::realProbability));

  private EvaluationColumns() {}

  /**
   * The columns of one evaluation, in order; one that has no value is left out.
   *
   * @return texts, whole numbers, doubles and lists of doubles by name
   */
  public static Map<String, Object> of(Evaluation evaluation) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("protocol", evaluation.protocol().text());
    columns.put("samples", evaluation.protocol().samples());
    columns.put("batch", evaluation.protocol().batch());
    columns.put("split", evaluation.split());
    columns.put("real_samples", evaluation.realSamples());
    columns.put("floor_samples", evaluation.floorSamples());
    columns.put("extractor", evaluation.extractor());
    columns.put("seed", evaluation.seed());
    for (Column column : WITH_FLOOR) {
      put(columns, column.name(), column, evaluation.scores());
      put(columns, column.name() + "_floor", column, evaluation.floor());
    }
    WITHOUT_FLOOR.forEach(column -> put(columns, column.name(), column, evaluation.scores()));
    columns.put("wall_ms", evaluation.wallMillis());
    return columns;
  }

  /** The column of a score that the best round can be chosen by. */
  public static String of(Score score) {
    return Constant.text(score).replace('-', '_');
  }

  private static void put(Map<String, Object> columns, String name, Column column, Scores scores) {
    column.value().apply(scores).ifPresent(value -> columns.put(name, value));
  }

  private static Optional<Object> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
