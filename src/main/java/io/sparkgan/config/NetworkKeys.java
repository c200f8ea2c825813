package io.sparkgan.config;

import io.sparkgan.config.LayerSpec.Activation;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The keys of a {@link NetworkSpec}: layers, first weights, optimiser. */
final class NetworkKeys {
  private static final int MOST_UNITS = 1 << 20;
  private static final int LARGEST_KERNEL = 256;
  private static final int LONGEST_STRIDE = 16;
  private static final int LONGEST_SIDE = 1024;

  private static final Map<String, Function<Cursor, LayerSpec>> LAYERS =
      Map.ofEntries(
          Map.entry("dense", NetworkKeys::dense),
          Map.entry("convolution", NetworkKeys::convolution),
          Map.entry("transposed-convolution", NetworkKeys::transposedConvolution),
          Map.entry("batch-norm", NetworkKeys::batchNorm),
          Map.entry("leaky-relu", c -> new LayerSpec.LeakyRelu(c.number("slope", Range.BELOW_ONE))),
          Map.entry("relu", c -> new Activation(Activation.Function.RELU)),
          Map.entry("tanh", c -> new Activation(Activation.Function.TANH)),
          Map.entry("sigmoid", c -> new Activation(Activation.Function.SIGMOID)),
          Map.entry(
              "dropout", c -> new LayerSpec.Dropout(c.number("rate", Range.WITHIN_ZERO_AND_ONE))),
          Map.entry(
              "average-pool", c -> new LayerSpec.AveragePool(c.count("size", 1, LARGEST_KERNEL))),
          Map.entry("upsample", c -> new LayerSpec.Upsample(c.count("factor", 1, LONGEST_STRIDE))),
          Map.entry("bilinear-resize", NetworkKeys::bilinearResize),
          Map.entry("reshape", NetworkKeys::reshape),
          Map.entry("flatten", c -> new LayerSpec.Flatten()));

  private static final Map<String, Function<Cursor, WeightInit>> WEIGHTS =
      Map.of(
          "glorot-uniform", c -> new WeightInit.GlorotUniform(),
          "normal", c -> new WeightInit.Normal(stddev(c)),
          "truncated-normal", c -> new WeightInit.TruncatedNormal(stddev(c)));

  private static final Map<String, Function<Cursor, WeightInit>> BIASES =
      Map.of(
          "zero", c -> new WeightInit.Zero(),
          "normal", c -> new WeightInit.Normal(stddev(c)),
          "truncated-normal", c -> new WeightInit.TruncatedNormal(stddev(c)));

  private NetworkKeys() {}

  static NetworkSpec read(Cursor c) {
    return new NetworkSpec(
        c.list("layers", layer -> layer.variant(LAYERS)),
        c.section("weights", weights -> weights.variant(WEIGHTS)),
        c.has("biases")
            ? c.section("biases", biases -> biases.variant(BIASES))
            : new WeightInit.Zero(),
        c.section("optimiser", OptimiserKeys::read));
  }

  private static LayerSpec dense(Cursor c) {
    return new LayerSpec.Dense(c.count("units", 1, MOST_UNITS), bias(c));
  }

  private static LayerSpec convolution(Cursor c) {
    return new LayerSpec.Convolution(filters(c), kernel(c), stride(c), padding(c), bias(c));
  }

  private static LayerSpec transposedConvolution(Cursor c) {
    return new LayerSpec.TransposedConvolution(
        filters(c), kernel(c), stride(c), padding(c), bias(c));
  }

  private static LayerSpec batchNorm(Cursor c) {
    return new LayerSpec.BatchNorm(
        c.number("momentum", Range.BELOW_ONE),
        c.number("epsilon", Range.POSITIVE),
        c.flag("scale", true),
        c.has("statistics")
            ? c.oneOf(LayerSpec.BatchNorm.Statistics.class, "statistics")
            : LayerSpec.BatchNorm.Statistics.RUNNING);
  }

  private static LayerSpec bilinearResize(Cursor c) {
    return new LayerSpec.BilinearResize(
        c.count("height", 1, LONGEST_SIDE), c.count("width", 1, LONGEST_SIDE));
  }

  private static double stddev(Cursor c) {
    return c.number("stddev", Range.POSITIVE);
  }

  private static LayerSpec reshape(Cursor c) {
    return new LayerSpec.Reshape(
        c.count("height", 1, MOST_UNITS),
        c.count("width", 1, MOST_UNITS),
        c.count("channels", 1, MOST_UNITS));
  }

  private static int filters(Cursor c) {
    return c.count("filters", 1, MOST_UNITS);
  }

  private static int kernel(Cursor c) {
    return c.count("kernel", 1, LARGEST_KERNEL);
  }

  private static int stride(Cursor c) {
    return c.count("stride", 1, LONGEST_STRIDE);
  }

  private static Padding padding(Cursor c) {
    return c.value(
        "padding",
        "same or a whole number from 0 to " + LARGEST_KERNEL,
        Padding.Same::new,
        value ->
            Cursor.scalar(value).filter("same"::equals).isPresent()
                ? Optional.of(new Padding.Same())
                : Cursor.whole(value)
                    .filter(zeros -> zeros >= 0 && zeros <= LARGEST_KERNEL)
                    .map(zeros -> new Padding.Zeros(zeros.intValue())));
  }

  /** Present unless refused: only a batch norm that follows makes it useless. */
  private static boolean bias(Cursor c) {
    return c.flag("bias", true);
  }
}
