package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.GreyImage;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.storage.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A folder of image files, with those in its subfolders, as a table: in the order of their paths,
 * decoded by tasks. If subfolders are named by numbers, these are the labels.
 */
final class ImageFolder {
  private static final String FILES =
      "*.{[pP][nN][gG],[jJ][pP][gG],[jJ][pP][eE][gG],[gG][iI][fF],[bB][mM][pP]}";

  /** More than an image of 2^24 pixels takes. */
  private static final long MAX_FILE_BYTES = 128L << 20;

  /** A file in a subfolder that is named 0 to 254. */
  private static final String LABELLED = "^.*/([01]?\\d?\\d|2[0-4]\\d|25[0-4])/[^/]+$";

  private static final StructType RANKS =
      new StructType().add("path", DataTypes.StringType).add("index", DataTypes.LongType);

  private ImageFolder() {}

  /** Opens images whose labels, if there are any, are the names of their subfolders. */
  static ImageTable open(SparkSession spark, String uri) {
    Dataset<Row> files = files(spark, uri);
    Facts facts = Facts.of(spark, files, uri);
    return open(spark, uri, files, facts, facts.labelled());
  }

  /** Opens images whose subfolders may be called anything. */
  static ImageTable openUnlabelled(SparkSession spark, String uri) {
    Dataset<Row> files = files(spark, uri);
    return open(spark, uri, files, Facts.of(spark, files, uri), false);
  }

  private static ImageTable open(
      SparkSession spark, String uri, Dataset<Row> files, Facts facts, boolean labelled) {
    requireSmall(files, facts.largest());
    GreyImage sample = GreyImage.decode(bytes(spark, facts.first()), facts.first());
    Decoder decoder = new Decoder(facts.first(), sample.height(), sample.width(), labelled);
    return new ImageTable(
        uri,
        end -> rows(spark, files, decoder),
        facts.count(),
        sample.height(),
        sample.width(),
        labelled ? Optional.empty() : Optional.of("subfolders named 0 to 254"));
  }

  private static Dataset<Row> files(SparkSession spark, String uri) {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", FILES)
        .load(literally(uri));
  }

  /** Spark takes a path for a pattern. */
  private static String literally(String uri) {
    return uri.replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0");
  }

  private static void requireSmall(Dataset<Row> files, long largest) {
    if (largest > MAX_FILE_BYTES) {
      String path =
          files
              .filter(functions.col("length").equalTo(largest))
              .select(functions.min("path"))
              .first()
              .getString(0);
      throw new UserInputException(
          "%s: expected an image of at most %d bytes, found %d"
              .formatted(path, MAX_FILE_BYTES, largest));
    }
  }

  /** An image's index is the rank of its path, which takes the paths alone to find. */
  private static JavaRDD<ImageRow> rows(SparkSession spark, Dataset<Row> files, Decoder decoder) {
    JavaRDD<Row> ranks =
        files
            .select("path")
            .orderBy("path")
            .javaRDD()
            .zipWithIndex()
            .map(path -> RowFactory.create(path._1().getString(0), path._2()));
    return spark
        .createDataFrame(ranks, RANKS)
        .hint("merge")
        .join(files, "path")
        .select("index", "path", "content")
        .javaRDD()
        .map(decoder::image);
  }

  private static byte[] bytes(SparkSession spark, String file) {
    Path path = new Path(file);
    try (InputStream in =
        HadoopFiles.of(spark.sparkContext().hadoopConfiguration(), path).open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the names of the files tell.
   *
   * @param first path of the first
   * @param largest bytes of the largest
   * @param firstLabelled path of the first in a subfolder that is a label
   * @param firstUnlabelled path of the first that is not
   */
  private record Facts(
      long count,
      String first,
      long largest,
      Optional<String> firstLabelled,
      Optional<String> firstUnlabelled) {
    static Facts of(SparkSession spark, Dataset<Row> files, String uri) {
      Path folder = HadoopFiles.path(uri);
      String root =
          HadoopFiles.of(spark.sparkContext().hadoopConfiguration(), folder)
              .qualified(folder)
              .toString();
      Column path = functions.col("path");
      // What the folder itself is called is no label.
      Column label = path.substr(root.length() + 1, Integer.MAX_VALUE).rlike(LABELLED);
      Row facts =
          files
              .agg(
                  functions.count(functions.lit(1)),
                  functions.min(path),
                  functions.max("length"),
                  functions.min(functions.when(label, path)),
                  functions.min(functions.when(functions.not(label), path)))
              .first();
      if (facts.getLong(0) == 0) {
        throw new UserInputException(
            "data.uri: %s: expected an IDX file, a Parquet table or a folder of PNG, JPEG, GIF or BMP images, found a folder without any"
                .formatted(uri));
      }
      return new Facts(
          facts.getLong(0),
          facts.getString(1),
          facts.getLong(2),
          Optional.ofNullable(facts.getString(3)),
          Optional.ofNullable(facts.getString(4)));
    }

    boolean labelled() {
      if (firstLabelled.isPresent() && firstUnlabelled.isPresent()) {
        throw new UserInputException(
            "%s: expected it in a subfolder named by its label, 0 to 254, as %s is; name all subfolders so, or give --labels"
                .formatted(firstUnlabelled.get(), firstLabelled.get()));
      }
      return firstLabelled.isPresent();
    }
  }

  /**
   * Makes rows of files.
   *
   * @param first the file whose size all images must have
   */
  private record Decoder(String first, int height, int width, boolean labelled)
      implements Serializable {
    private static final Pattern LABEL = Pattern.compile(LABELLED);

    ImageRow image(Row file) {
      String path = file.getString(1);
      GreyImage image = GreyImage.decode(file.getAs(2), path);
      if (image.height() != height || image.width() != width) {
        throw new UserInputException(
            "%s: expected an image of %d x %d (height, width) as in %s, found %d x %d; give images of one size"
                .formatted(path, height, width, first, image.height(), image.width()));
      }
      return new ImageRow(file.getLong(0), label(path), image.pixels());
    }

    private int label(String path) {
      Matcher label = LABEL.matcher(path);
      return labelled && label.matches() ? Integer.parseInt(label.group(1)) : ImageBlock.NO_LABEL;
    }
  }
}
