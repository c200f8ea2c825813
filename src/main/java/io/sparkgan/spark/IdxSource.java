package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.IdxImages;
import io.sparkgan.data.IdxLabels;
import io.sparkgan.data.LabelledImages;
import io.sparkgan.data.Mnist;
import io.sparkgan.storage.HadoopFiles;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
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
   * The training files in a folder, gzipped or not.
   *
   * @param names what is in the folder
   */
  static IdxSource folder(JavaSparkContext context, Path folder, List<String> names) {
    SerializableConfiguration configuration =
        new SerializableConfiguration(context.hadoopConfiguration());
    String images = file(folder, names, Mnist.TRAIN_IMAGES);
    String labels = file(folder, names, Mnist.TRAIN_LABELS);
    return () -> {
      HadoopFiles files = HadoopFiles.of(configuration.value(), new Path(images));
      return LabelledImages.of(
          IdxImages.open(files.open(new Path(images)), images),
          IdxLabels.open(files.open(new Path(labels)), labels));
    };
  }

  private static String file(Path folder, List<String> names, String name) {
    return names.stream()
        .filter(found -> found.equals(name) || found.equals(name + ".gz"))
        .findFirst()
        .map(found -> new Path(folder, found).toString())
        .orElseThrow(
            () ->
                new UserInputException(
                    "data.uri: folder %s has no file %s or %s.gz".formatted(folder, name, name)));
  }
}
