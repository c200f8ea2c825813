package io.sparkgan.evaluation;

import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Sha256;
import io.sparkgan.config.Shape;
import io.sparkgan.gan.FeedForward;
import io.sparkgan.gan.PixelCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A classifier trained on real images. What its last layer is given are an image's features, the
 * softmax of what this layer makes of them are its probabilities. Not for use by two threads at
 * once.
 */
public final class Judge {
  private static final int HASH_BYTES = 4;

  private final int imageSize;
  private final FeedForward trunk;
  private final FeedForward head;
  private final float[] greys = greys();

  /**
   * Builds the networks.
   *
   * @throws IllegalArgumentException if something is left to choose in what they are computed with
   */
  public Judge(JudgeModel model, Compute compute) {
    List<LayerSpec> layers = model.network().layers();
    int last = layers.size() - 1;
    NetworkSpec toFeatures = part(model.network(), layers.subList(0, last));
    NetworkSpec toLogits = part(model.network(), layers.subList(last, layers.size()));
    Shape features = toFeatures.output(model.image());
    int cut = (int) toFeatures.parameters(model.image());
    float[] parameters = model.parameters();
    this.imageSize = model.image().size();
    this.trunk = new FeedForward(toFeatures, model.image(), compute);
    this.head = new FeedForward(toLogits, features, compute);
    trunk.restore(Arrays.copyOf(parameters, cut));
    head.restore(Arrays.copyOfRange(parameters, cut, parameters.length));
  }

  /** The name of a judge and the beginning of the SHA-256 of its parameters: {@code mnist-…}. */
  public static String extractor(JudgeModel model) {
    ByteBuffer bytes =
        ByteBuffer.allocate(model.parameters().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(model.parameters());
    byte[] hash = Sha256.digest().digest(bytes.array());
    return model.name() + "-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
  }

  /** What each of the 256 grey values is to a judge, 0 to 1. */
  public static float[] greys() {
    return new PixelCodec(Recipe.PixelRange.UNIT).table();
  }

  /**
   * Looks at some images.
   *
   * @param pixels grey values 0 to 255 as unsigned bytes, image after image
   */
  public Appraisal appraise(byte[] pixels, int count) {
    if ((long) count * imageSize != pixels.length) {
      throw new IllegalArgumentException(
          "%d images of %d pixels in %d bytes".formatted(count, imageSize, pixels.length));
    }
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = greys[pixels[i] & 0xff];
    }
    float[] features = trunk.infer(values, count);
    float[] logits = head.infer(features, count);
    return new Appraisal(count, features, softmax(logits, count));
  }

  /** In double, as probabilities near 1 differ from it by little. */
  private static float[] softmax(float[] logits, int count) {
    float[] probabilities = new float[logits.length];
    int classes = count == 0 ? 0 : logits.length / count;
    double[] powers = new double[classes];
    for (int from = 0; from < logits.length; from += classes) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < classes; i++) {
        most = Math.max(most, logits[from + i]);
      }
      double sum = 0;
      for (int i = 0; i < classes; i++) {
        powers[i] = Math.exp(logits[from + i] - most);
        sum += powers[i];
      }
      for (int i = 0; i < classes; i++) {
        probabilities[from + i] = (float) (powers[i] / sum);
      }
    }
    return probabilities;
  }

  private static NetworkSpec part(NetworkSpec network, List<LayerSpec> layers) {
    return new NetworkSpec(layers, network.weights(), network.biases(), network.optimiser());
  }
}
