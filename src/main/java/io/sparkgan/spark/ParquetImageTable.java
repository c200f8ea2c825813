package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet table of images: {@code index}, {@code height}, {@code width}, {@code pixels}, and
 * {@code label} if known.
 */
final class ParquetImageTable {
  private static final List<String> REQUIRED = List.of("index", "height", "width", "pixels");
  private static final Set<DataType> INTEGRAL =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
  private static final int MAX_LABEL = 254;

  /** What Parquet's reader says of a file without its magic number. */
  private static final String NOT_PARQUET = "is not a Parquet file";

  /** How many rows there are in the files before one. */
  private static final StructType FILES =
      new StructType().add("_file", DataTypes.StringType).add("_before", DataTypes.LongType);

  private ParquetImageTable() {}

  static ImageTable open(SparkSession spark, String uri) {
    return open(uri, read(spark, uri));
  }

  /**
   * Opens a table whose index nobody has checked: it must have each once, or none at all; then rows
   * are numbered as they are in the files, and those by their names.
   */
  static ImageTable openUnchecked(SparkSession spark, String uri) {
    Dataset<Row> table = read(spark, uri);
    if (!List.of(table.columns()).contains("index")) {
      return open(uri, readable(uri, () -> numbered(spark, table)));
    }
    ImageTable images = open(uri, table);
    requireOnce(uri, table);
    return images;
  }

  private static Dataset<Row> read(SparkSession spark, String uri) {
    MessageType schema = schema(spark, uri);
    return readable(uri, () -> spark.read().schema(ParquetColumns.of(spark, schema)).parquet(uri));
  }

  private static MessageType schema(SparkSession spark, String uri) {
    try {
      return ParquetFooters.schema(spark, uri).orElseThrow(() -> neither(uri, "no file is in it"));
    } catch (UserInputException e) {
      throw new UserInputException(e.problems().stream().map(it -> "data.uri: " + it).toList());
    }
  }

  private static Dataset<Row> numbered(SparkSession spark, Dataset<Row> table) {
    Dataset<Row> rows =
        table.select(
            table.col("*"),
            functions.col("_metadata.file_path").as("_file"),
            functions.col("_metadata.row_index").as("_row"));
    List<Row> files = new ArrayList<>();
    long before = 0;
    for (Row file : rows.groupBy("_file").count().orderBy("_file").collectAsList()) {
      files.add(RowFactory.create(file.getString(0), before));
      before += file.getLong(1);
    }
    return rows.join(functions.broadcast(spark.createDataFrame(files, FILES)), "_file")
        .withColumn("index", functions.col("_before").plus(functions.col("_row")));
  }

  private static void requireOnce(String uri, Dataset<Row> table) {
    Row twice =
        table
            .groupBy("index")
            .count()
            .filter(functions.col("count").gt(1))
            .agg(functions.min("index").cast(DataTypes.LongType))
            .first();
    if (!twice.isNullAt(0)) {
      throw new UserInputException(
          "data.uri: %s: index %d: expected once, found twice or more; number the images from 0, each once"
              .formatted(uri, twice.getLong(0)));
    }
  }

  private static ImageTable open(String uri, Dataset<Row> table) {
    Set<String> columns = Set.copyOf(Arrays.asList(table.columns()));
    requireColumns(uri, table, columns);
    Dataset<Row> typed = typed(table, columns.contains("label"));
    Row sizes =
        readable(
            uri,
            () ->
                typed
                    .agg(
                        functions.count(functions.lit(1)),
                        functions.min("height"),
                        functions.max("height"),
                        functions.min("width"),
                        functions.max("width"))
                    .first());
    long count = sizes.getLong(0);
    if (count == 0) {
      throw new UserInputException("data.uri: table %s has no rows".formatted(uri));
    }
    int height = one(uri, "height", sizes, 1);
    int width = one(uri, "width", sizes, 3);
    return new ImageTable(
        uri,
        end -> upTo(end, count, typed).javaRDD().map(row -> image(uri, height, width, row)),
        count,
        height,
        width,
        columns.contains("label") ? Optional.empty() : Optional.of("column label"));
  }

  /** Runs an action; what is no Parquet table is the user's mistake, all else is not. */
  private static <T> T readable(String uri, Supplier<T> action) {
    try {
      return action.get();
    } catch (Exception e) {
      // Spark throws its checked exceptions without declaring them.
      Optional<String> mistake = mistake(e);
      if (mistake.isEmpty()) {
        throw e;
      }
      UserInputException exception = neither("data.uri: " + uri, mistake.get());
      exception.initCause(e);
      throw exception;
    }
  }

  private static UserInputException neither(String what, String why) {
    return new UserInputException(
        "%s is neither a folder of IDX files nor a Parquet table: %s".formatted(what, why));
  }

  private static Optional<String> mistake(Exception e) {
    if (e instanceof AnalysisException) {
      return Optional.of(lines(e).findFirst().orElse("no reason given"));
    }
    return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
        .flatMap(ParquetImageTable::lines)
        .filter(line -> line.contains(NOT_PARQUET))
        // The last cause says it without Spark's report around it.
        .reduce((outer, inner) -> inner);
  }

  private static Stream<String> lines(Throwable e) {
    return Optional.ofNullable(e.getMessage()).stream().flatMap(String::lines);
  }

  private static void requireColumns(String uri, Dataset<Row> table, Set<String> columns) {
    List<String> missing = REQUIRED.stream().filter(name -> !columns.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new UserInputException(
          "data.uri: table %s lacks the column(s) %s; expected %s and, if known, label; found %s"
              .formatted(uri, missing, REQUIRED, List.of(table.columns())));
    }
    requireType(uri, table, "pixels", Set.of(DataTypes.BinaryType), "binary");
    for (String name : List.of("index", "height", "width", "label")) {
      if (columns.contains(name)) {
        requireType(uri, table, name, INTEGRAL, "an integer");
      }
    }
  }

  private static void requireType(
      String uri, Dataset<Row> table, String column, Set<DataType> types, String expected) {
    DataType found = table.schema().apply(column).dataType();
    if (!types.contains(found)) {
      throw new UserInputException(
          "data.uri: table %s: column %s: expected %s, found %s"
              .formatted(uri, column, expected, found.simpleString()));
    }
  }

  /** The columns as the rest expects them; long, for a narrower cast would wrap. */
  private static Dataset<Row> typed(Dataset<Row> table, boolean labelled) {
    return table.select(
        table.col("index").cast(DataTypes.LongType),
        (labelled ? table.col("label") : functions.lit(ImageBlock.NO_LABEL))
            .cast(DataTypes.LongType)
            .as("label"),
        table.col("height").cast(DataTypes.LongType),
        table.col("width").cast(DataTypes.LongType),
        table.col("pixels"));
  }

  /** What has no index is kept, to be refused. */
  private static Dataset<Row> upTo(long end, long count, Dataset<Row> typed) {
    Column index = typed.col("index");
    return end < count ? typed.filter(index.isNull().or(index.lt(end))) : typed;
  }

  private static int one(String uri, String name, Row sizes, int at) {
    if (sizes.isNullAt(at)
        || sizes.getLong(at) != sizes.getLong(at + 1)
        || sizes.getLong(at) < 1
        || sizes.getLong(at) > Integer.MAX_VALUE) {
      throw new UserInputException(
          "data.uri: table %s needs one positive %s for all images, found %s to %s"
              .formatted(uri, name, sizes.get(at), sizes.get(at + 1)));
    }
    return (int) sizes.getLong(at);
  }

  private static ImageRow image(String uri, int height, int width, Row row) {
    if (row.isNullAt(0)) {
      throw new UserInputException("data.uri: table %s has a row without an index".formatted(uri));
    }
    long index = row.getLong(0);
    if (row.isNullAt(4)) {
      throw new UserInputException(
          "data.uri: table %s: image %d has no pixels".formatted(uri, index));
    }
    byte[] pixels = row.getAs("pixels");
    requirePixels(uri, index, height, width, pixels);
    long label = row.isNullAt(1) ? ImageBlock.NO_LABEL : row.getLong(1);
    if (label < ImageBlock.NO_LABEL || label > MAX_LABEL) {
      throw new UserInputException(
          "data.uri: table %s: image %d: expected a label from 0 to %d, or %d for none, found %d"
              .formatted(uri, index, MAX_LABEL, ImageBlock.NO_LABEL, label));
    }
    return new ImageRow(index, (int) label, pixels);
  }

  private static void requirePixels(String uri, long index, int height, int width, byte[] pixels) {
    long size = (long) height * width;
    if (pixels.length != size) {
      boolean coloured = pixels.length > size && pixels.length % size == 0;
      throw new UserInputException(
          "data.uri: table %s: image %d: expected %d bytes of pixels for %dx%dx1 (height, width, channels), found %d%s"
              .formatted(
                  uri,
                  index,
                  size,
                  height,
                  width,
                  pixels.length,
                  coloured
                      ? ", enough for %d channels; make images grey".formatted(pixels.length / size)
                      : ""));
    }
  }
}
