package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.data.ImageRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.UserDefinedType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table's footer may name a class for Spark; nobody makes an object of it. */
final class FootersNameNoClassIT {
  private static final int IMAGES = 3;

  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          "message images { required int64 index; required int32 height; required int32 width;"
              + " required binary pixels; }");

  private static final AtomicInteger OBJECTS = new AtomicInteger();

  /** What the footer names: a type of a user's own, of which Spark makes an object. */
  public static final class Named extends UserDefinedType<byte[]> {
    private static final long serialVersionUID = 1L;

    /** For Spark, which looks for it by its name. */
    public Named() {
      OBJECTS.incrementAndGet();
    }

    @Override
    public DataType sqlType() {
      return DataTypes.BinaryType;
    }

    @Override
    public Object serialize(byte[] bytes) {
      return bytes;
    }

    @Override
    public byte[] deserialize(Object bytes) {
      return (byte[]) bytes;
    }

    @Override
    public Class<byte[]> userClass() {
      return byte[].class;
    }
  }

  private static SparkSession spark;

  @TempDir private Path folder;
  private String table;

  @BeforeAll
  static void startSpark() {
    spark = SparkSessions.local("local[2]");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void aTableThatNamesAClass() throws IOException {
    table = folder.resolve("images.parquet").toString();
    write(new org.apache.hadoop.fs.Path(table));
    OBJECTS.set(0);
  }

  @Test
  void imagesToTrainOn() {
    ImageTable images = ImageTable.open(spark, table);
    long read = TaskErrors.unwrapped(() -> images.rows(new ImageRange(0, images.count())).count());
    assertThat(read).isEqualTo(IMAGES);
    requireThatOnlySparkAloneMakesAnObject();
  }

  @Test
  void imagesToIngest() {
    Ingest ingest = Ingest.open(spark, table, Optional.empty());
    long written = ingest.write(folder.resolve("ingested").toString(), OptionalInt.of(1)).count();
    assertThat(written).isEqualTo(IMAGES);
    requireThatOnlySparkAloneMakesAnObject();
  }

  /** The control: the table is one that Spark makes an object of if nobody tells the columns. */
  private void requireThatOnlySparkAloneMakesAnObject() {
    assertThat(OBJECTS).hasValue(0);
    assertThatThrownBy(() -> spark.read().parquet(table))
        .hasMessageContaining("is not annotated with SQLUserDefinedType");
    assertThat(OBJECTS).hasPositiveValue();
  }

  private static void write(org.apache.hadoop.fs.Path path) throws IOException {
    String named =
        """
        {"type":"struct","fields":[{"name":"pixels","nullable":true,"metadata":{},
        "type":{"type":"udt","class":"%s","pyClass":null,"sqlType":"binary"}}]}
        """
            .formatted(Named.class.getName());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(path, new Configuration()))
            .withType(COLUMNS)
            .withExtraMetaData(Map.of("org.apache.spark.sql.parquet.row.metadata", named))
            .build()) {
      for (int i = 0; i < IMAGES; i++) {
        Group row = new SimpleGroup(COLUMNS);
        row.append("index", (long) i).append("height", 1).append("width", 2);
        writer.write(row.append("pixels", Binary.fromConstantByteArray(new byte[2])));
      }
    }
  }
}
