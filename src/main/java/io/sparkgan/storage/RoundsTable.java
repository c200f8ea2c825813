package io.sparkgan.storage;

import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRecord;
import io.sparkgan.training.WorkerReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** The table {@code rounds}: one row per round. */
public final class RoundsTable {
  private static final String SCHEMA =
      """
      message rounds {
        required binary run (STRING);
        required int32 round;
        required int32 workers;
        required int64 steps;
        required int64 images;
        required double images_per_s;
        required double d_loss;
        required double g_loss;
        required int64 broadcast_wall_ms;
        required int64 train_wall_ms;
        required int64 average_wall_ms;
        required int64 commit_wall_ms;
        required int64 wall_ms;
        required int64 bytes_broadcast;
        required int64 bytes_emitted;
        required int64 bytes_received;
      }
      """;

  private final ParquetTable table;

  RoundsTable(HadoopFiles files, Path folder) {
    this.table = new ParquetTable(files, folder, SCHEMA);
  }

  /** The row of the newest round that has one, by column in the table's order. */
  public Optional<Map<String, Object>> latestRound() {
    return table
        .latestRound()
        .map(table::read)
        .flatMap(rows -> rows.stream().findFirst())
        .map(Columns::of);
  }

  /** Every row, by round, by column in the table's order. */
  public List<Map<String, Object>> rows() {
    return table.rounds().stream()
        .flatMap(round -> table.read(round).stream())
        .map(Columns::of)
        .toList();
  }

  void write(String run, RoundRecord round) {
    RoundOutcome outcome = round.outcome();
    table.write(
        round.round(),
        Stream.of(
            table
                .row()
                .append("run", run)
                .append("round", round.round())
                .append("workers", outcome.workers().size())
                .append("steps", outcome.state().steps())
                .append("images", outcome.images())
                .append("images_per_s", round.imagesPerSecond())
                .append("d_loss", round.discriminatorLoss())
                .append("g_loss", round.generatorLoss())
                .append("broadcast_wall_ms", outcome.broadcastMillis())
                .append("train_wall_ms", outcome.trainMillis())
                .append("average_wall_ms", outcome.averageMillis())
                .append("commit_wall_ms", round.commitMillis())
                .append("wall_ms", round.wallMillis())
                .append("bytes_broadcast", outcome.bytesBroadcast())
                .append("bytes_emitted", bytesEmitted(outcome.workers()))
                .append("bytes_received", outcome.bytesReceived())));
  }

  private static long bytesEmitted(List<WorkerReport> workers) {
    return workers.stream().mapToLong(WorkerReport::bytesEmitted).sum();
  }
}
