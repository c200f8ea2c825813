package io.sparkgan.storage;

import io.sparkgan.training.ShardLabels;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The table {@code shards} of one run: which images its workers have. */
public final class ShardsTable {
  static final String SHARDS =
      """
      message shards {
        required binary run (STRING);
        required int32 worker;
        required int32 label;
        required int64 images;
      }
      """;

  private final String run;
  private final ParquetFile file;
  private final MessageType schema = MessageTypeParser.parseMessageType(SHARDS);

  ShardsTable(HadoopFiles files, Path folder, String run) {
    this.run = run;
    this.file = new ParquetFile(files, new Path(folder, "part.parquet"));
  }

  /** Writes the whole table, or replaces it. */
  public void write(List<ShardLabels> shards) {
    file.write(schema, shards.stream().map(this::row));
  }

  private Group row(ShardLabels shard) {
    return new SimpleGroup(schema)
        .append("run", run)
        .append("worker", shard.worker())
        .append("label", shard.label())
        .append("images", shard.images());
  }
}
