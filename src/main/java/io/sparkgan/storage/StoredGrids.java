package io.sparkgan.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The pictures of a run's sample images, to read: PNG, one a round. Its methods throw {@link
 * UncheckedIOException} if the file system fails.
 */
public final class StoredGrids {
  private final HadoopFiles files;
  private final Path folder;

  StoredGrids(HadoopFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Rounds that have one, in ascending order. */
  public List<Integer> rounds() {
    return files.names(folder).stream()
        .flatMapToInt(name -> RoundName.GRID.parse(name).stream())
        .sorted()
        .boxed()
        .toList();
  }

  /** Bytes that the picture of a round has. */
  public long length(int round) {
    try {
      return files.length(path(round));
    } catch (IOException e) {
      throw unreadable(round, e);
    }
  }

  /** The picture of a round, as its file holds it. */
  public byte[] png(int round) {
    if (!files.isFile(path(round))) {
      throw unreadable(round, new FileNotFoundException("it is no file"));
    }
    try (InputStream in = files.open(path(round))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(round, e);
    }
  }

  private UncheckedIOException unreadable(int round, IOException cause) {
    return new UncheckedIOException("Cannot read " + path(round), cause);
  }

  private Path path(int round) {
    return new Path(folder, RoundName.GRID.of(round));
  }
}
