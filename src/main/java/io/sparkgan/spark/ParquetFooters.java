package io.sparkgan.spark;

import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.ParquetFooter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The footers of a table's files, looked at before Spark believes what they say. */
final class ParquetFooters {
  private ParquetFooters() {}

  /**
   * Checks the files that Spark would read, in tasks.
   *
   * @param uri a file, a folder, or a pattern
   * @return the columns of the first; empty if there is no file
   * @throws io.sparkgan.config.UserInputException naming one that is damaged
   */
  static Optional<MessageType> schema(SparkSession spark, String uri) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    List<String> found = files(hadoop, HadoopFiles.path(uri));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    context.setJobDescription("check %d Parquet files".formatted(found.size()));
    TaskErrors.unwrapped(
        () -> {
          context
              .parallelize(found, Math.min(found.size(), context.defaultParallelism()))
              .foreach(file -> require(hadoop, file));
          return found;
        });
    return Optional.of(schema(hadoop, found.get(0)));
  }

  private static MessageType schema(SerializableConfiguration hadoop, String file) {
    Path path = new Path(file);
    try {
      return ParquetFooter.schema(HadoopFiles.of(hadoop.value(), path), path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(SerializableConfiguration hadoop, String file) throws IOException {
    Path path = new Path(file);
    ParquetFooter.require(HadoopFiles.of(hadoop.value(), path), path);
  }

  private static List<String> files(SerializableConfiguration hadoop, Path pattern) {
    try {
      HadoopFiles files = HadoopFiles.of(hadoop.value(), pattern);
      return ParquetFooter.files(files, pattern).stream().map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
