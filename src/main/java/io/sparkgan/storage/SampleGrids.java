package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The sample grids of a run, to read: PNG, one a round. Its methods throw {@link
 * UncheckedIOException} if the file system fails.
 */
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

  /** URI of the grid of the latest round that has one. */
  public Optional<String> newest() {
    return rounds().stream().reduce((before, last) -> last).map(this::uri);
  }

  /** URI of the grid of a round. */
  public String uri(int round) {
    return SampleFiles.gridPath(folder, round).toString();
  }

  /** Bytes that the grid of a round has. */
  public long length(int round) {
    try {
      return files.length(SampleFiles.gridPath(folder, round));
    } catch (IOException e) {
      throw unreadable(round, e);
    }
  }

  /**
   * The PNG of a round, as it lies there.
   *
   * @throws UserInputException if it cannot be a grid
   */
  public byte[] png(int round) {
    if (!files.isFile(SampleFiles.gridPath(folder, round))) {
      throw unreadable(round, new FileNotFoundException("it is no file"));
    }
    try (InputStream in = files.openSkipping(SampleFiles.gridPath(folder, round))) {
      byte[] png = in.readNBytes(LONGEST + 1);
      if (png.length > LONGEST) {
        throw new UserInputException(
            "%s: expected at most %d bytes, found more".formatted(uri(round), LONGEST));
      }
      return png;
    } catch (IOException e) {
      throw unreadable(round, e);
    }
  }

  private UncheckedIOException unreadable(int round, IOException cause) {
    return new UncheckedIOException("Cannot read " + uri(round), cause);
  }
}
