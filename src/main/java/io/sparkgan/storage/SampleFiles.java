package io.sparkgan.storage;

import io.sparkgan.evaluation.Judged;
import io.sparkgan.gan.Samples;
import io.sparkgan.training.SampleSink;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/** The samples of one run: a table of images and a picture of them, for every round shown. */
final class SampleFiles implements SampleSink {
  static final String IMAGES =
      """
      message images {
        required binary run (STRING);
        required int32 round;
        required int32 index;
        required int32 label;
        required group latent (LIST) {
          repeated group list {
            required float element;
          }
        }
        required int32 height;
        required int32 width;
        required binary pixels;
        required float d_probability;
        optional int32 predicted_digit;
        optional float confidence;
        optional int64 nearest_index;
        optional float nearest_distance;
      }
      """;

  private final HadoopFiles files;
  private final Path folder;
  private final String run;
  private final PngGrid grid;
  private final ParquetTable images;

  SampleFiles(HadoopFiles files, Path folder, String run, PngGrid grid) {
    this.files = files;
    this.folder = folder;
    this.run = run;
    this.grid = grid;
    this.images = new ParquetTable(files, new Path(folder, "images"), IMAGES);
  }

  @Override
  public void write(int round, Samples samples, List<Judged> judged) {
    List<Group> rows =
        IntStream.range(0, samples.images().size()).mapToObj(i -> row(round, samples, i)).toList();
    if (!judged.isEmpty() && judged.size() != rows.size()) {
      throw new IllegalArgumentException(
          "%d images, %d of them judged".formatted(rows.size(), judged.size()));
    }
    for (int i = 0; i < judged.size(); i++) {
      append(rows.get(i), judged.get(i));
    }
    images.write(round, rows.stream());
    AtomicFile.write(files, gridPath(folder, round), out -> grid.write(samples, out));
  }

  static Path gridPath(Path folder, int round) {
    return new Path(folder, RoundName.GRID.of(round));
  }

  private Group row(int round, Samples samples, int index) {
    Samples.Sample image = samples.images().get(index);
    Group row =
        images
            .row()
            .append("run", run)
            .append("round", round)
            .append("index", index)
            .append("label", image.label());
    Group latent = row.addGroup("latent");
    for (float value : image.latent()) {
      latent.addGroup("list").append("element", value);
    }
    return row.append("height", samples.height())
        .append("width", samples.width())
        .append("pixels", Binary.fromConstantByteArray(image.pixels()))
        .append("d_probability", image.verdict());
  }

  private static void append(Group row, Judged judged) {
    row.append("predicted_digit", judged.digit())
        .append("confidence", judged.confidence())
        .append("nearest_index", judged.nearestIndex())
        .append("nearest_distance", judged.nearestDistance());
  }
}
