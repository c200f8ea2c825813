package io.sparkgan.gan;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sparkgan.config.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/** What the tests share with the PyTorch reference in {@code src/test/parity}. */
final class ParityInputs {
  private ParityInputs() {}

  /** The first numbers, in [0, 1), of the stream of this name. */
  static double[] uniform(String stream, int count) {
    byte[] digest = Sha256.digest().digest(stream.getBytes(StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(ByteBuffer.wrap(digest).getLong());
    return DoubleStream.generate(() -> (random.nextLong() >>> 11) * 0x1p-53).limit(count).toArray();
  }

  /** The first numbers, in [-1, 1), of the stream of this name. */
  static double[] symmetric(String stream, int count) {
    return DoubleStream.of(uniform(stream, count)).map(u -> 2 * u - 1).toArray();
  }

  /**
   * Where a parameter starts, in C order.
   *
   * @param name {@code network/layer/parameter}, such as {@code generator/0/W}
   * @param scaled whether a batch norm's gamma is trained; else it is 1
   */
  static double[] start(String name, int count, boolean scaled) {
    return switch (name.substring(name.lastIndexOf('/') + 1)) {
      case "gamma" ->
          DoubleStream.of(symmetric(name, count)).map(s -> scaled ? 1 + .1 * s : 1).toArray();
      case "var" -> DoubleStream.of(uniform(name, count)).map(u -> 1 + u).toArray();
      default -> DoubleStream.of(symmetric(name, count)).map(s -> .1 * s).toArray();
    };
  }

  /**
   * What the reference found.
   *
   * @param name of the recipe, with {@code -faithful} for its faithful variant
   */
  static Config golden(String name) {
    return ConfigFactory.parseResources(
        ParityInputs.class,
        "/parity/" + name + ".json",
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setAllowMissing(false));
  }
}
