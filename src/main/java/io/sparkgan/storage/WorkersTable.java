package io.sparkgan.storage;

import io.sparkgan.training.WorkerReport;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The table {@code workers}: one row per worker and round. */
final class WorkersTable {
  static final String SCHEMA =
      """
      message workers {
        required binary run (STRING);
        required int32 round;
        required int32 worker;
        required binary host (STRING);
        required binary instructions (STRING);
        required int64 shard_images;
        required double weight;
        required int32 local_steps;
        required int64 images;
        required int64 restore_wall_ms;
        required int64 train_wall_ms;
        required int64 emit_wall_ms;
        required int64 native_bytes;
        required int64 bytes_emitted;
        required double generator_drift;
        required double discriminator_drift;
      }
      """;

  private final ParquetTable table;

  WorkersTable(HadoopFiles files, Path folder) {
    this.table = new ParquetTable(files, folder, SCHEMA);
  }

  void write(String run, int round, List<WorkerReport> workers) {
    table.write(round, workers.stream().map(worker -> row(run, round, worker)));
  }

  /** What the workers of a round computed with; early versions did not say. */
  Set<String> instructions(int round) {
    return table.rows(RoundRange.of(round)).stream()
        .map(row -> Columns.of(row).get("instructions"))
        .filter(Objects::nonNull)
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Group row(String run, int round, WorkerReport worker) {
    return table
        .row()
        .append("run", run)
        .append("round", round)
        .append("worker", worker.worker())
        .append("host", worker.host())
        .append("instructions", worker.instructions())
        .append("shard_images", worker.shardImages())
        .append("weight", worker.weight())
        .append("local_steps", worker.localSteps())
        .append("images", worker.images())
        .append("restore_wall_ms", worker.restoreMillis())
        .append("train_wall_ms", worker.trainMillis())
        .append("emit_wall_ms", worker.emitMillis())
        .append("native_bytes", worker.nativeBytes())
        .append("bytes_emitted", worker.bytesEmitted())
        .append("generator_drift", worker.generatorDrift())
        .append("discriminator_drift", worker.discriminatorDrift());
  }
}
