package io.sparkgan.notebook;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/**
 * The kernel that {@code jobs/notebook} sets up. A cell shows the value of its last expression: a
 * {@link BufferedImage} as a picture, anything else as text.
 */
public final class JavaKernel extends BaseKernel {
  private final CellSession session;

  private JavaKernel(CellSession session) {
    this.session = session;
  }

  /**
   * Serves one notebook until it is closed.
   *
   * @param args the file in which Jupyter says where it listens
   */
  public static void main(String[] args) throws Exception {
    // Each message between Jupyter and a kernel would be a line.
    Logger.getLogger("").setLevel(Level.WARNING);
    String connection = Files.readString(Path.of(args[0]));
    JupyterConnection jupyter = new JupyterConnection(KernelConnectionProperties.parse(connection));
    try (CellSession session = CellSession.start(System.getProperty("java.class.path"))) {
      new JavaKernel(session).becomeHandlerForConnection(jupyter);
      jupyter.connect();
      jupyter.waitUntilClose();
    }
    // A Spark session of a cell has threads that would keep the process.
    System.exit(0);
  }

  @Override
  public DisplayData eval(String cell) {
    // The protocol's library knows no other word for a cell without a value.
    return session.run(cell).map(JavaKernel::shown).orElse(null);
  }

  private static DisplayData shown(Object value) {
    DisplayData data = new DisplayData();
    if (value instanceof BufferedImage image) {
      data.putData("image/png", Base64.getEncoder().encodeToString(png(image)));
      data.putText("picture of %d x %d pixels".formatted(image.getWidth(), image.getHeight()));
    } else {
      data.putText(String.valueOf(value));
    }
    return data;
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public List<String> formatError(Throwable error) {
    return error instanceof CellFailure
        ? error.getMessage().lines().toList()
        : super.formatError(error);
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("java")
        .version(Runtime.version().toString())
        .mimetype("text/x-java-source")
        .fileExtension(".jshell")
        .pygments("java")
        .codemirror("text/x-java")
        .build();
  }

  @Override
  public void interrupt() {
    session.interrupt();
  }
}
