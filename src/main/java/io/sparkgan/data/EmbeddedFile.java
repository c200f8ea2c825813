package io.sparkgan.data;

import io.sparkgan.config.Sha256;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/**
 * A file that travels with the program.
 *
 * @param name its path from the root of the class path
 * @param sha256 of its bytes as they are stored, in hexadecimal
 */
record EmbeddedFile(String name, String sha256) {

  /** The file's bytes, checked before the first is handed out. */
  InputStream open() {
    byte[] bytes = read();
    String found = HexFormat.of().formatHex(Sha256.digest().digest(bytes));
    if (!found.equals(sha256)) {
      throw new UncheckedIOException(
          new IOException(
              "Embedded file %s is damaged: expected SHA-256 %s, found %s; install the program again"
                  .formatted(name, sha256, found)));
    }
    return new ByteArrayInputStream(bytes);
  }

  private byte[] read() {
    try (InputStream in = EmbeddedFile.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(
            "Embedded file %s is missing; install the program again".formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
