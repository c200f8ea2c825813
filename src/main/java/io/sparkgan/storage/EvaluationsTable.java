package io.sparkgan.storage;

import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.training.EvaluationSink;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The table {@code evaluations} of one run: a row per evaluated round and protocol. */
final class EvaluationsTable implements EvaluationSink {
  static final String SCHEMA =
      """
      message evaluations {
        required binary run (STRING);
        required int32 round;
        required binary protocol (STRING);
        required int32 samples;
        required int32 batch;
        required binary split (STRING);
        required int32 real_samples;
        required int32 floor_samples;
        required binary extractor (STRING);
        required int64 seed;
        required double mnist_score;
        required double mnist_score_floor;
        required double frechet_distance;
        required double frechet_distance_floor;
        required double kernel_distance;
        required double kernel_distance_floor;
        required double kernel_distance_error;
        required double kernel_distance_error_floor;
        required double precision;
        required double precision_floor;
        required double recall;
        required double recall_floor;
        required group digit_histogram (LIST) {
          repeated group list {
            required double element;
          }
        }
        required group digit_histogram_floor (LIST) {
          repeated group list {
            required double element;
          }
        }
        required double digit_histogram_distance;
        required double digit_histogram_distance_floor;
        required int32 missing_digits;
        required int32 missing_digits_floor;
        required double mean_confidence;
        required double mean_confidence_floor;
        required double memorisation;
        required double memorisation_floor;
        optional double as_asked;
        optional double d_probability;
        required int64 wall_ms;
      }
      """;

  private final String run;
  private final ParquetTable table;

  EvaluationsTable(HadoopFiles files, Path folder, String run) {
    this.run = run;
    this.table = new ParquetTable(files, folder, SCHEMA);
  }

  @Override
  public void write(int round, List<Evaluation> evaluations) {
    table.write(round, evaluations.stream().map(evaluation -> row(round, evaluation)));
  }

  /** All that it holds, read now. */
  PastEvaluations past() {
    return new PastEvaluations(table.rows());
  }

  /** Every row, by round, as values by column. */
  List<Map<String, Object>> rows() {
    return table.rows().stream().map(Columns::of).toList();
  }

  private Group row(int round, Evaluation evaluation) {
    Group row = table.row().append("run", run).append("round", round);
    EvaluationColumns.of(evaluation).forEach((name, value) -> Columns.append(row, name, value));
    return row;
  }
}
