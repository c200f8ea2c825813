package io.sparkgan.storage;

import io.sparkgan.training.ShardLabels;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The table {@code shards} of one run: which images its workers have. */
public final class ShardsTable {
  private static final String SHARDS =
      """
      message shards {
        required binary run (STRING);
        required int32 worker;
        required int32 label;
        required int64 images;
      }
      """;

  private final String run;
  private final ParquetTable table;

  ShardsTable(HadoopFiles files, Path folder, String run) {
    this.run = run;
    this.table = new ParquetTable(files, folder, SHARDS);
  }

  /** Writes the whole table, or replaces it. */
  public void write(List<ShardLabels> shards) {
    table.write(shards.stream().map(this::row));
  }

  private Group row(ShardLabels shard) {
    return table
        .row()
        .append("run", run)
        .append("worker", shard.worker())
        .append("label", shard.label())
        .append("images", shard.images());
  }
}
