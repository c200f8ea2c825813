package io.sparkgan.data;

import io.sparkgan.config.Sha256;
import io.sparkgan.config.UserInputException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * Tells one data set from another, whatever the order and the partitions it is read in: a sum over
 * the images, so parts add up to the whole.
 *
 * @param sum over the images, modulo 2^64, of the first eight bytes (little-endian) of SHA-256 over
 *     index (eight bytes, little-endian), label (one byte) and pixels
 * @param count images
 * @param height rows of every image
 * @param width columns of every image
 */
public record DataFingerprint(long sum, long count, int height, int width) implements Serializable {

  /** The fingerprint of one image. */
  public static DataFingerprint of(long index, int label, byte[] pixels, int height, int width) {
    if ((long) height * width != pixels.length) {
      throw new UserInputException(
          "Image table: of image %d expected %d x %d pixels, found %d"
              .formatted(index, height, width, pixels.length));
    }
    MessageDigest digest = Sha256.digest();
    digest.update(
        ByteBuffer.allocate(9)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(index)
            .put((byte) label)
            .array());
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(pixels)).order(ByteOrder.LITTLE_ENDIAN);
    return new DataFingerprint(hash.getLong(), 1, height, width);
  }

  /**
   * The fingerprint of both parts together.
   *
   * @throws UserInputException if their images differ in size
   */
  public DataFingerprint plus(DataFingerprint other) {
    if (height != other.height || width != other.width) {
      throw new UserInputException(
          "Image table: expected images of one size, found %d x %d and %d x %d"
              .formatted(height, width, other.height, other.width));
    }
    return new DataFingerprint(sum + other.sum, count + other.count, height, width);
  }

  /** Sum, count, height and width as 48 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x%08x%08x".formatted(sum, count, height, width);
  }
}
