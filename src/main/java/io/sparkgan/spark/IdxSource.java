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

  /**
   * Names of a pair of files, without {@code .gz}.
   *
   * @param embedded the pair of that name inside the project
   */
  record Split(String images, String labels, IdxSource embedded) {
    static final Split TRAIN = new Split(Mnist.TRAIN_IMAGES, Mnist.TRAIN_LABELS, Mnist::train);
    static final Split TEST = new Split(Mnist.TEST_IMAGES, Mnist.TEST_LABELS, Mnist::test);

    /** What a folder without labels would need to have. */
    String missingLabels() {
      return "file %s or %s.gz".formatted(labels, labels);
    }

    /** Whether a folder has the images. */
    boolean isIn(List<String> names) {
      return names.contains(images) || names.contains(images + ".gz");
    }
  }

  /**
   * A pair of files in a folder, gzipped or not; there may be none of labels.
   *
   * @param names what is in the folder
   */
  static IdxSource folder(JavaSparkContext context, Path folder, List<String> names, Split split) {
    String images =
        file(folder, names, split.images())
            .orElseThrow(
                () ->
                    new UserInputException(
                        "data.uri: folder %s has no file %s or %s.gz"
                            .formatted(folder, split.images(), split.images())));
    return files(context, images, file(folder, names, split.labels()));
  }

  /**
   * A pair of files, each gzipped or not.
   *
   * @param labels if there are any
   */
  static IdxSource files(JavaSparkContext context, String images, Optional<String> labels) {
    SerializableConfiguration configuration =
        new SerializableConfiguration(context.hadoopConfiguration());
    return labels
        .map(file -> labelled(configuration, images, file))
        .orElseGet(
            () ->
                () ->
                    LabelledImages.unlabelled(
                        IdxImages.open(stream(configuration, images), images)));
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
    return HadoopFiles.of(configuration.value(), path).openSkipping(path);
  }

  private static Optional<String> file(Path folder, List<String> names, String name) {
    return names.stream()
        .filter(found -> found.equals(name) || found.equals(name + ".gz"))
        .findFirst()
        .map(found -> new Path(folder, found).toString());
  }
}
