package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * A Parquet table of images: {@code index}, {@code height}, {@code width}, {@code pixels}, and
 * {@code label} if known.
 */
final class ParquetImageTable {
  private static final List<String> REQUIRED = List.of("index", "height", "width", "pixels");

  private ParquetImageTable() {}

  static ImageTable open(SparkSession spark, String uri) {
    Dataset<Row> table = read(spark, uri);
    Set<String> columns = Set.copyOf(Arrays.asList(table.columns()));
    List<String> missing = REQUIRED.stream().filter(name -> !columns.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new UserInputException(
          "data.uri: table %s lacks the column(s) %s; expected %s and, if known, label; found %s"
              .formatted(uri, missing, REQUIRED, List.of(table.columns())));
    }
    Dataset<Row> typed = typed(table, columns.contains("label"));
    Row sizes =
        typed
            .agg(
                functions.count(functions.lit(1)),
                functions.min("height"),
                functions.max("height"),
                functions.min("width"),
                functions.max("width"))
            .first();
    long count = sizes.getLong(0);
    if (count == 0) {
      throw new UserInputException("data.uri: table %s has no rows".formatted(uri));
    }
    return new ImageTable(
        rows(typed), count, one(uri, "height", sizes, 1), one(uri, "width", sizes, 3));
  }

  private static Dataset<Row> read(SparkSession spark, String uri) {
    try {
      return spark.read().parquet(uri);
    } catch (Exception e) {
      // Spark's reader throws the checked AnalysisException without declaring it.
      if (e instanceof AnalysisException || e.getCause() != null) {
        UserInputException exception =
            new UserInputException(
                "data.uri: %s is neither a folder of IDX files nor a Parquet table: %s"
                    .formatted(uri, firstLine(e)));
        exception.initCause(e);
        throw exception;
      }
      throw e;
    }
  }

  private static Dataset<Row> typed(Dataset<Row> table, boolean labelled) {
    return table.select(
        table.col("index").cast(DataTypes.LongType),
        (labelled ? table.col("label") : functions.lit(ImageBlock.NO_LABEL))
            .cast(DataTypes.IntegerType)
            .as("label"),
        table.col("height").cast(DataTypes.IntegerType),
        table.col("width").cast(DataTypes.IntegerType),
        table.col("pixels"));
  }

  private static int one(String uri, String name, Row sizes, int at) {
    if (sizes.isNullAt(at) || sizes.getInt(at) != sizes.getInt(at + 1) || sizes.getInt(at) < 1) {
      throw new UserInputException(
          "data.uri: table %s needs one positive %s for all images, found %s to %s"
              .formatted(uri, name, sizes.get(at), sizes.get(at + 1)));
    }
    return sizes.getInt(at);
  }

  private static JavaRDD<ImageRow> rows(Dataset<Row> typed) {
    return typed
        .javaRDD()
        .map(
            row -> {
              if (row.isNullAt(0) || row.isNullAt(4)) {
                throw new UserInputException(
                    "data.uri: a row has no index or no pixels: index %s".formatted(row.get(0)));
              }
              int label = row.isNullAt(1) ? ImageBlock.NO_LABEL : row.getInt(1);
              return new ImageRow(row.getLong(0), label, row.getAs("pixels"));
            });
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
