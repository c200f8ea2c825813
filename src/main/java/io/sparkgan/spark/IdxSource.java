package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.IdxImages;
import io.sparkgan.data.IdxLabels;
import io.sparkgan.data.LabelledImages;
import io.sparkgan.data.Mnist;
import io.sparkgan.storage.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Opens a pair of IDX files, on the driver for their headers and in a task for their contents. */
interface IdxSource extends Serializable {
  LabelledImages open() throws IOException;

  static IdxSource embedded() {
    return Mnist::train;
  }

  /**
   * The training files in a folder, gzipped or not; there may be none of labels.
   *
   * @param names what is in the folder
   */
  static IdxSource folder(JavaSparkContext context, Path folder, List<String> names) {
    SerializableConfiguration configuration =
        new SerializableConfiguration(context.hadoopConfiguration());
    String images =
        file(folder, names, Mnist.TRAIN_IMAGES)
            .orElseThrow(
                () ->
                    new UserInputException(
                        "data.uri: folder %s has no file %s or %s.gz"
                            .formatted(folder, Mnist.TRAIN_IMAGES, Mnist.TRAIN_IMAGES)));
    return file(folder, names, Mnist.TRAIN_LABELS)
        .map(labels -> labelled(configuration, images, labels))
        .orElseGet(() -> unlabelled(configuration, images));
  }

  /**
   * The file of test images in a folder, gzipped or not, if there is one.
   *
   * @param names what is in the folder
   */
  static Optional<IdxSource> testImages(
      JavaSparkContext context, Path folder, List<String> names) {
    SerializableConfiguration configuration =
        new SerializableConfiguration(context.hadoopConfiguration());
    return file(folder, names, Mnist.TEST_IMAGES).map(images -> unlabelled(configuration, images));
  }

  private static IdxSource unlabelled(SerializableConfiguration configuration, String images) {
    return () ->
        LabelledImages.unlabelled(IdxImages.open(stream(configuration, images), images));
  }

  private static IdxSource labelled(
      SerializableConfiguration configuration, String images, String labels) {
    return () ->
        LabelledImages.of(
            IdxImages.open(stream(configuration, images), images),
            IdxLabels.open(stream(configuration, labels), labels));
  }

  private static InputStream stream(SerializableConfiguration configuration, String file)
      throws IOException {
    Path path = new Path(file);
    return HadoopFiles.of(configuration.value(), path).open(path);
  }

  private static Optional<String> file(Path folder, List<String> names, String name) {
    return names.stream()
        .filter(found -> found.equals(name) || found.equals(name + ".gz"))
        .findFirst()
        .map(found -> new Path(folder, found).toString());
  }
}
