package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.Mnist;
import io.sparkgan.spark.IdxSource.Split;
import io.sparkgan.storage.HadoopFiles;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A data set as Spark sees it: one row an image, read by tasks, never held by the driver.
 *
 * @param uri what messages call it
 * @param upTo the rows of all images before an index; if that is the number of images or more, all
 *     rows there are, whatever their index
 * @param count number of images
 * @param height rows of an image
 * @param width columns of an image
 * @param missingLabels what the data set would need to have, if it has no label for any image
 */
record ImageTable(
    String uri,
    LongFunction<JavaRDD<ImageRow>> upTo,
    long count,
    int height,
    int width,
    Optional<String> missingLabels) {
  /**
   * Opens the training images of a data set.
   *
   * @param uri {@link Shards#EMBEDDED}, a folder of IDX files, or a Parquet table
   * @throws UserInputException if it is neither, or damaged
   */
  static ImageTable open(SparkSession spark, String uri) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (uri.equals(Shards.EMBEDDED)) {
      return IdxImageTable.open(context, uri, Split.TRAIN.embedded(), Split.TRAIN.missingLabels());
    }
    requireFound(context.hadoopConfiguration(), uri);
    Path path = HadoopFiles.path(uri);
    List<String> names = HadoopFiles.of(context.hadoopConfiguration(), path).names(path);
    if (holdsTrainingImages(names)) {
      return idx(context, uri, names, Split.TRAIN);
    }
    return ParquetImageTable.open(spark, uri);
  }

  /** Whether a folder is one of IDX files to train on, by the names in it. */
  static boolean holdsTrainingImages(List<String> names) {
    return names.stream().anyMatch(name -> name.startsWith(Mnist.TRAIN_IMAGES));
  }

  /**
   * Opens the test images of a data set; empty if it has none, as tables have not.
   *
   * @param uri as for {@link #open}
   * @throws UserInputException if they are damaged
   */
  static Optional<ImageTable> openTest(SparkSession spark, String uri) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (uri.equals(Shards.EMBEDDED)) {
      return Optional.of(
          IdxImageTable.open(context, uri, Split.TEST.embedded(), Split.TEST.missingLabels()));
    }
    requireFound(context.hadoopConfiguration(), uri);
    Path path = HadoopFiles.path(uri);
    List<String> names = HadoopFiles.of(context.hadoopConfiguration(), path).names(path);
    return Split.TEST.isIn(names)
        ? Optional.of(idx(context, uri, names, Split.TEST))
        : Optional.empty();
  }

  private static ImageTable idx(
      JavaSparkContext context, String uri, List<String> names, Split split) {
    IdxSource source = IdxSource.folder(context, HadoopFiles.path(uri), names, split);
    return IdxImageTable.open(context, uri, source, split.missingLabels());
  }

  /**
   * The rows of some images; what comes behind them is not read. Rows that are read are refused if
   * their index is beyond the images there are.
   */
  JavaRDD<ImageRow> rows(ImageRange wanted) {
    String name = uri;
    long images = count;
    return upTo.apply(wanted.first() + wanted.count())
        .map(row -> inside(row, images, name))
        .filter(row -> wanted.contains(row.index()));
  }

  private static ImageRow inside(ImageRow row, long count, String uri) {
    if (row.index() < 0 || row.index() >= count) {
      throw new UserInputException(
          "data.uri: %s: index %d: expected 0 to %d; number the images from 0, each once"
              .formatted(uri, row.index(), count - 1));
    }
    return row;
  }

  /**
   * Checks that there is something of that name, without reading it.
   *
   * @throws UserInputException if there is not
   */
  static void requireFound(Configuration hadoop, String uri) {
    if (!uri.equals(Shards.EMBEDDED) && !HadoopFiles.exists(hadoop, uri)) {
      throw new UserInputException(
          "data.uri: %s does not exist; give 'mnist', a folder of IDX files or a Parquet table"
              .formatted(uri));
    }
  }
}
