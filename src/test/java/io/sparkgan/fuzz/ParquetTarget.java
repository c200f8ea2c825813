package io.sparkgan.fuzz;

import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.ParquetFooter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Parquet files: the bytes as a footer behind nothing. */
public final class ParquetTarget {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private static final Configuration HADOOP = new Configuration();

  private ParquetTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(MAGIC);
    file.write(input);
    file.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(input.length).array());
    file.write(MAGIC);
    Path path = Files.createTempFile("input", ".parquet");
    try {
      Files.write(path, file.toByteArray());
      org.apache.hadoop.fs.Path parquet = new org.apache.hadoop.fs.Path(path.toUri());
      HadoopFiles files = HadoopFiles.of(HADOOP, parquet);
      Reading.readOrRefuse(() -> ParquetFooter.require(files, parquet));
    } finally {
      Files.delete(path);
    }
  }
}
