package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.ImageRange;
import io.sparkgan.storage.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images of many kinds on their way into the Parquet table that training reads best. Tasks read,
 * check and write them; the driver sees counts, and the names of image files.
 */
public final class Ingest {
  /** A row group is what a writer holds in memory, and what a reader takes at once. */
  private static final int ROW_GROUP_BYTES = 32 << 20;

  private static final byte[] PARQUET_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final SparkSession spark;
  private final ImageTable images;

  private Ingest(SparkSession spark, ImageTable images) {
    this.spark = spark;
    this.images = images;
  }

  /**
   * Finds the images; what they look like is checked later.
   *
   * @param uri an IDX file of images; a folder of image files, in subfolders named by their labels
   *     or not; a Parquet table, with or without the column index; or what {@code data.uri} takes
   * @param labels an IDX file of labels, for an IDX file or a folder of image files
   * @throws UserInputException if it is nothing of these
   */
  public static Ingest open(SparkSession spark, String uri, Optional<String> labels) {
    return new Ingest(spark, table(spark, uri, labels));
  }

  /**
   * Checks, before Spark is started, that there is something of a name.
   *
   * @param option what messages call it
   * @throws UserInputException if there is not
   */
  public static void requireFound(Configuration hadoop, String option, String uri) {
    if (!HadoopFiles.exists(hadoop, uri)) {
      throw new UserInputException("%s: %s does not exist".formatted(option, uri));
    }
  }

  private static ImageTable table(SparkSession spark, String uri, Optional<String> labels) {
    return switch (Kind.of(spark, uri)) {
      case IDX_FILE -> {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        IdxSource source = IdxSource.files(context, uri, labels);
        yield IdxImageTable.open(context, uri, source, "option --labels");
      }
      case IMAGE_FILES ->
          labels
              .map(file -> LabelFile.of(spark, file).label(ImageFolder.openUnlabelled(spark, uri)))
              .orElseGet(() -> ImageFolder.open(spark, uri));
      case PARQUET -> {
        requireNone(labels, uri, "are its column label");
        yield ParquetImageTable.openUnchecked(spark, uri);
      }
      case DATA_SET -> {
        requireNone(labels, uri, "are beside its images");
        yield ImageTable.open(spark, uri);
      }
    };
  }

  private static void requireNone(Optional<String> labels, String uri, String where) {
    if (labels.isPresent()) {
      throw new UserInputException(
          "--labels: expected none, as those of %s %s, found %s"
              .formatted(uri, where, labels.get()));
    }
  }

  /** Number of images. */
  public long count() {
    return images.count();
  }

  /** Rows of an image. */
  public int height() {
    return images.height();
  }

  /** Columns of an image. */
  public int width() {
    return images.width();
  }

  /** Whether images have labels. */
  public boolean labelled() {
    return images.missingLabels().isEmpty();
  }

  /**
   * Writes the table, and reads it back as training does.
   *
   * @param uri where nothing is yet
   * @param files how many; if not said, as many as tasks take part
   * @return what training finds
   * @throws UserInputException if an image or a label cannot be used
   */
  public DataFingerprint write(String uri, OptionalInt files) {
    writeTable(uri, files);
    return readBack(uri);
  }

  private void writeTable(String uri, OptionalInt files) {
    spark.sparkContext().setJobDescription("write %d images".formatted(count()));
    Dataset<Row> table = spark.createDataFrame(rows(), schema());
    TaskErrors.unwrapped(
        () -> {
          inFiles(table, files).write().option("parquet.block.size", ROW_GROUP_BYTES).parquet(uri);
          return uri;
        });
  }

  private DataFingerprint readBack(String uri) {
    spark.sparkContext().setJobDescription("read %d images back".formatted(count()));
    // Spark warns of a folder whose name is hidden, as that of a table in the making is.
    ImageTable written = ParquetImageTable.open(spark, uri + "/part-*");
    int height = height();
    int width = width();
    DataFingerprint none = new DataFingerprint(0, 0, height, width);
    DataFingerprint found =
        TaskErrors.unwrapped(
            () ->
                written
                    .rows(new ImageRange(0, written.count()))
                    .map(
                        row ->
                            DataFingerprint.of(
                                row.index(), row.label(), row.pixels(), height, width))
                    .fold(none, DataFingerprint::plus));
    if (found.count() != count()) {
      throw new IllegalStateException(
          "Wrote %d images, read %d back".formatted(count(), found.count()));
    }
    return found;
  }

  private JavaRDD<Row> rows() {
    int height = height();
    int width = width();
    boolean labelled = labelled();
    return images
        .rows(new ImageRange(0, count()))
        .map(
            row ->
                labelled
                    ? RowFactory.create(row.index(), height, width, row.pixels(), row.label())
                    : RowFactory.create(row.index(), height, width, row.pixels()));
  }

  private StructType schema() {
    StructType images =
        new StructType()
            .add("index", DataTypes.LongType, false)
            .add("height", DataTypes.IntegerType, false)
            .add("width", DataTypes.IntegerType, false)
            .add("pixels", DataTypes.BinaryType, false);
    return labelled() ? images.add("label", DataTypes.IntegerType, false) : images;
  }

  private static Dataset<Row> inFiles(Dataset<Row> table, OptionalInt files) {
    if (files.isEmpty()) {
      return table;
    }
    int wanted = files.getAsInt();
    return wanted <= table.javaRDD().getNumPartitions()
        ? table.coalesce(wanted)
        : table.repartition(wanted);
  }

  /** What a URI names. */
  private enum Kind {
    IDX_FILE,
    IMAGE_FILES,
    PARQUET,
    /** What {@code data.uri} takes, as it is. */
    DATA_SET;

    static Kind of(SparkSession spark, String uri) {
      if (uri.equals(Shards.EMBEDDED)) {
        return DATA_SET;
      }
      Path path = HadoopFiles.path(uri);
      HadoopFiles files = HadoopFiles.of(spark.sparkContext().hadoopConfiguration(), path);
      if (files.isFile(path)) {
        return isParquet(files, path) ? PARQUET : IDX_FILE;
      }
      List<String> names = files.names(path);
      if (ImageTable.holdsTrainingImages(names)) {
        return DATA_SET;
      }
      return names.stream().anyMatch(name -> name.endsWith(".parquet")) ? PARQUET : IMAGE_FILES;
    }

    private static boolean isParquet(HadoopFiles files, Path path) {
      try (InputStream in = files.open(path)) {
        return Arrays.equals(in.readNBytes(PARQUET_MAGIC.length), PARQUET_MAGIC);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
