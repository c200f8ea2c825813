package io.sparkgan.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.List;
import java.util.stream.Stream;

/** Benchmarks of perceptrons of a few units, in no time. */
final class TinyBench {
  /** Of the generator's layers 3 x 784 multiply-adds, of the discriminator's 784. */
  private static final List<String> TINY =
      List.of(
          "--set=recipe.conditional=false",
          "--set=recipe.latent.size=3",
          "--set=recipe.generator.layers=[{type=dense,units=784,bias=true},{type=tanh},{type=reshape,height=28,width=28,channels=1}]",
          "--set=recipe.discriminator.layers=[{type=flatten},{type=dense,units=1,bias=true}]",
          "--batch=8",
          "--repetitions=2",
          "--seconds=0.02");

  /** Forward, and by the generator's parameters; forward and by parameters on both, on one. */
  static final double GFLOP_PER_IMAGE = 2e-9 * (2 * 3 * 784 + 2 * 2 * 784 + 2 * 784);

  private TinyBench() {}

  static Jobs.Outcome run(String... more) {
    return Jobs.bench(Stream.concat(TINY.stream(), Stream.of(more)).toArray(String[]::new));
  }

  /** The rows, standard output being nothing but JSON. */
  static List<? extends Config> rows(Jobs.Outcome outcome) {
    if (outcome.code() != 0) {
      throw new AssertionError(outcome);
    }
    return ConfigFactory.parseString(
            "{\"rows\": %s}".formatted(outcome.out()),
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
        .getConfigList("rows");
  }
}
