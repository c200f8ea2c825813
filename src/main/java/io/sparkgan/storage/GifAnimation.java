package io.sparkgan.storage;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures of rounds, one after another, as an animated GIF that begins again for ever. */
public final class GifAnimation {
  /** In hundredths of a second. */
  private static final int DELAY = 15;

  private static final int LAST_DELAY = 250;

  private static final String FORMAT = "javax_imageio_gif_image_1.0";
  private static final int GREYS = 256;

  private GifAnimation() {}

  /**
   * The picture of a round.
   *
   * @param pixels grey values, row by row
   */
  public record Frame(int round, int height, int width, byte[] pixels) {}

  /**
   * Writes the animation; the stream stays open.
   *
   * @param frames of the same size, each taken when it is its turn
   */
  public static void write(Iterator<Frame> frames, OutputStream out) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream file = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(file);
      writer.prepareWriteSequence(null);
      while (frames.hasNext()) {
        BufferedImage picture = picture(frames.next());
        int delay = frames.hasNext() ? DELAY : LAST_DELAY;
        writer.writeToSequence(new IIOImage(picture, null, metadata(writer, picture, delay)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  private static BufferedImage picture(Frame frame) {
    // A grey picture of Java's own would be of linear light, and come out paler.
    byte[] greys = new byte[GREYS];
    IntStream.range(0, GREYS).forEach(grey -> greys[grey] = (byte) grey);
    BufferedImage picture =
        new BufferedImage(
            frame.width(),
            frame.height() + RoundLabel.HEIGHT,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(Byte.SIZE, GREYS, greys, greys, greys));
    picture.getRaster().setDataElements(0, 0, frame.width(), frame.height(), frame.pixels());
    new RoundLabel(frame.round()).draw(picture.getRaster(), frame.height());
    return picture;
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage picture, int delay)
      throws IOException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), null);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Integer.toString(delay));
    IIOMetadataNode forEver = new IIOMetadataNode("ApplicationExtension");
    forEver.setAttribute("applicationID", "NETSCAPE");
    forEver.setAttribute("authenticationCode", "2.0");
    forEver.setUserObject(new byte[] {1, 0, 0});
    IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
    extensions.appendChild(forEver);
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    root.appendChild(control);
    root.appendChild(extensions);
    metadata.mergeTree(FORMAT, root);
    return metadata;
  }
}
