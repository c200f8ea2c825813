package io.sparkgan.storage;

import io.sparkgan.gan.StepMetrics;
import io.sparkgan.training.WorkerReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The table {@code steps}: one row per local step and worker. */
public final class StepsTable {
  static final String SCHEMA =
      """
      message steps {
        required binary run (STRING);
        required int32 round;
        required int32 worker;
        required int64 step;
        required double d_loss;
        required double g_loss;
        required double d_real_probability;
        required double d_generated_probability;
        required double d_real_accuracy;
        required double d_generated_accuracy;
      }
      """;

  /** What D made of the images; means of the losses are in {@code rounds}. */
  private static final List<String> VERDICTS =
      List.of(
          "d_real_probability",
          "d_generated_probability",
          "d_real_accuracy",
          "d_generated_accuracy");

  private final ParquetTable table;

  StepsTable(HadoopFiles files, Path folder) {
    this.table = new ParquetTable(files, folder, SCHEMA);
  }

  /**
   * What the discriminator made of real and generated images: for each round its number and the
   * means of the columns that say so, over workers and local steps.
   */
  public List<Map<String, Object>> verdicts() {
    Map<Integer, Sums> sums =
        table.collect(
            TreeMap::new,
            (rounds, row) ->
                rounds.computeIfAbsent(row.getInteger("round", 0), unused -> new Sums()).add(row));
    return sums.entrySet().stream().map(it -> it.getValue().means(it.getKey())).toList();
  }

  void write(String run, int round, List<WorkerReport> workers) {
    table.write(
        round,
        workers.stream()
            .flatMap(w -> w.steps().stream().map(step -> row(run, round, w.worker(), step))));
  }

  private Group row(String run, int round, int worker, StepMetrics step) {
    return table
        .row()
        .append("run", run)
        .append("round", round)
        .append("worker", worker)
        .append("step", step.step())
        .append("d_loss", step.discriminatorLoss())
        .append("g_loss", step.generatorLoss())
        .append("d_real_probability", step.realProbability())
        .append("d_generated_probability", step.generatedProbability())
        .append("d_real_accuracy", step.realAccuracy())
        .append("d_generated_accuracy", step.generatedAccuracy());
  }

  /** Of the rows of one round. */
  private static final class Sums {
    private final double[] values = new double[VERDICTS.size()];
    private long rows;

    void add(Group row) {
      IntStream.range(0, values.length)
          .forEach(i -> values[i] += row.getDouble(VERDICTS.get(i), 0));
      rows++;
    }

    Map<String, Object> means(int round) {
      Map<String, Object> means = new LinkedHashMap<>();
      means.put("round", round);
      IntStream.range(0, values.length).forEach(i -> means.put(VERDICTS.get(i), values[i] / rows));
      return means;
    }
  }
}
