package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.IdxLabels;
import io.sparkgan.storage.HadoopFiles;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** An IDX file of labels for images that are read in any order: label i is image i's. */
record LabelFile(SerializableConfiguration hadoop, String uri) implements Serializable {
  static LabelFile of(SparkSession spark, String uri) {
    return new LabelFile(
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()), uri);
  }

  /**
   * The same images with these labels. Every task reads all labels, a byte an image.
   *
   * @throws UserInputException if there are not as many labels as images
   */
  ImageTable label(ImageTable images) {
    try (IdxLabels labels = open()) {
      if (labels.count() != images.count()) {
        throw new UserInputException(
            "%s: at byte 4 expected %d labels, as many as images in %s, found %d"
                .formatted(uri, images.count(), images.uri(), labels.count()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ImageTable(
        images.uri(),
        end ->
            images
                .upTo()
                .apply(end)
                .mapPartitions(
                    rows -> {
                      byte[] labels = labels();
                      Iterable<ImageRow> unlabelled = () -> rows;
                      return StreamSupport.stream(unlabelled.spliterator(), false)
                          .map(
                              row ->
                                  new ImageRow(
                                      row.index(), labels[(int) row.index()] & 0xff, row.pixels()))
                          .iterator();
                    }),
        images.count(),
        images.height(),
        images.width(),
        Optional.empty());
  }

  private byte[] labels() throws IOException {
    try (IdxLabels file = open()) {
      byte[] labels = new byte[file.count()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (byte) file.next();
      }
      file.next();
      return labels;
    }
  }

  private IdxLabels open() throws IOException {
    Path path = new Path(uri);
    return IdxLabels.open(HadoopFiles.of(hadoop.value(), path).openSkipping(path), uri);
  }
}
