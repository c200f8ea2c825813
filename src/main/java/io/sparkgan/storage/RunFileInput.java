package io.sparkgan.storage;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Lets Parquet read a file by way of the run directory's own file system. */
record RunFileInput(HadoopFiles files, Path path) implements InputFile {

  @Override
  public long getLength() throws IOException {
    return files.length(path);
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return HadoopStreams.wrap(files.open(path));
  }

  /** What Parquet's errors call it. */
  @Override
  public String toString() {
    return path.toString();
  }
}
