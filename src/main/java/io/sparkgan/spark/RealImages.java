package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The images of a data set as rows, with the columns that {@code --data} reads. */
public final class RealImages {
  /** What a table of images has at least. */
  static final StructType SCHEMA =
      new StructType()
          .add("index", DataTypes.LongType, false)
          .add("label", DataTypes.IntegerType, false)
          .add("height", DataTypes.IntegerType, false)
          .add("width", DataTypes.IntegerType, false)
          .add("pixels", DataTypes.BinaryType, false);

  private RealImages() {}

  /**
   * The training images of a data set, read by tasks when they are used.
   *
   * @param uri as {@code data.uri}
   * @throws UserInputException if there is none, or it is damaged
   */
  public static Dataset<Row> of(SparkSession spark, String uri) {
    ImageTable table = ImageTable.open(spark, uri);
    int height = table.height();
    int width = table.width();
    JavaRDD<Row> rows =
        table
            .upTo()
            .apply(table.count())
            .map(
                image ->
                    RowFactory.create(image.index(), image.label(), height, width, image.pixels()));
    return spark.createDataFrame(rows, SCHEMA);
  }
}
