package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The sample grids of a run, to read. */
public final class SampleGrids {
  /** Nobody draws a larger one. */
  private static final int LONGEST = 1 << 26;

  private final HadoopFiles files;
  private final Path folder;

  SampleGrids(HadoopFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Rounds that have a grid, in ascending order. */
  public List<Integer> rounds() {
    return files.names(folder).stream()
        .flatMapToInt(name -> RoundName.GRID.parse(name).stream())
        .sorted()
        .boxed()
        .toList();
  }

  /** URI of the grid of a round. */
  public String uri(int round) {
    return SampleFiles.gridPath(folder, round).toString();
  }

  /**
   * The PNG of a round, as it lies there.
   *
   * @throws UserInputException if it cannot be a grid
   */
  public byte[] png(int round) {
    try (InputStream in = files.openSkipping(SampleFiles.gridPath(folder, round))) {
      byte[] png = in.readNBytes(LONGEST + 1);
      if (png.length > LONGEST) {
        throw new UserInputException(
            "%s: expected at most %d bytes, found more".formatted(uri(round), LONGEST));
      }
      return png;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
