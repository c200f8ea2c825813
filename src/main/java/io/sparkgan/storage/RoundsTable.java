package io.sparkgan.storage;

import io.sparkgan.config.Interval;
import io.sparkgan.config.UserInputException;
import io.sparkgan.training.Drift;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRecord;
import io.sparkgan.training.WorkerReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The table {@code rounds}: one row per round. */
public final class RoundsTable {
  static final String SCHEMA =
      """
      message rounds {
        required binary run (STRING);
        required int32 round;
        required int32 workers;
        required int32 local_steps;
        required int64 steps;
        required int64 images;
        required double images_per_s;
        required double d_loss;
        required double g_loss;
        required double generator_relative_drift;
        required double discriminator_relative_drift;
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
    return table.lastRow().map(Columns::of);
  }

  /** Every row, by round, by column in the table's order. */
  public List<Map<String, Object>> rows() {
    return table.rows().stream().map(Columns::of).toList();
  }

  /** See {@link io.sparkgan.training.MetricsSink#newest}. */
  List<Interval.Trained> newest(int round, int count) {
    RoundRange wanted = new RoundRange(round - count + 1, round);
    Map<Integer, Interval.Trained> found =
        table.rows(wanted).stream()
            .collect(Collectors.toMap(row -> row.getInteger("round", 0), RoundsTable::trained));
    return IntStream.rangeClosed(wanted.first(), round)
        .mapToObj(each -> Optional.ofNullable(found.get(each)).orElseThrow(() -> missing(each)))
        .toList();
  }

  private UserInputException missing(int round) {
    return new UserInputException(
        "%s: expected a row of round %d, as averaging.interval goes by its drift, found none; put its file back, or begin a new run with --init-from"
            .formatted(table.folder(), round));
  }

  private static Interval.Trained trained(Group row) {
    Drift drift =
        new Drift(
            row.getDouble("generator_relative_drift", 0),
            row.getDouble("discriminator_relative_drift", 0));
    return new Interval.Trained(row.getInteger("local_steps", 0), drift.greater());
  }

  void write(String run, RoundRecord round) {
    RoundOutcome outcome = round.outcome();
    Drift drift = outcome.drift();
    table.write(
        round.round(),
        Stream.of(
            table
                .row()
                .append("run", run)
                .append("round", round.round())
                .append("workers", outcome.workers().size())
                .append("local_steps", outcome.localSteps())
                .append("steps", outcome.state().steps())
                .append("images", outcome.images())
                .append("images_per_s", round.imagesPerSecond())
                .append("d_loss", round.discriminatorLoss())
                .append("g_loss", round.generatorLoss())
                .append("generator_relative_drift", drift.generator())
                .append("discriminator_relative_drift", drift.discriminator())
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
