package io.sparkgan.rival;

import java.util.Arrays;

/** The networks of conf/recipes that are compared. Discriminators end in a logit. */
enum Recipe {
  TF_DCGAN {
    @Override
    Network generator() {
      return new Network("generator")
          .dense(LATENT, 12_544, false)
          .normOfUnits(12_544)
          .leaky(0.3)
          .image(256, 7)
          .transposed(256, 128, 1)
          .normOfChannels(128)
          .leaky(0.3)
          .transposed(128, 64, 2)
          .normOfChannels(64)
          .leaky(0.3)
          .transposed(64, 1, 2)
          .hyperbolic();
    }

    @Override
    Network discriminator() {
      return new Network("discriminator")
          .convolution(1, 64, 2)
          .leaky(0.3)
          .dropout(0.3)
          .convolution(64, 128, 2)
          .leaky(0.3)
          .dropout(0.3)
          .flat()
          .dense(6_272, 1, true);
    }
  },

  KERAS_MLP {
    @Override
    Network generator() {
      return new Network("generator")
          .dense(LATENT, 256, true)
          .leaky(0.2)
          .normOfUnits(256)
          .dense(256, 512, true)
          .leaky(0.2)
          .normOfUnits(512)
          .dense(512, 1_024, true)
          .leaky(0.2)
          .normOfUnits(1_024)
          .dense(1_024, 784, true)
          .hyperbolic()
          .image(1, 28);
    }

    @Override
    Network discriminator() {
      return new Network("discriminator")
          .flat()
          .dense(784, 512, true)
          .leaky(0.2)
          .dense(512, 256, true)
          .leaky(0.2)
          .dense(256, 1, true);
    }
  },

  RMSPROP_DCGAN {
    @Override
    Network generator() {
      return new Network("generator")
          .dense(LATENT, 12_544, true)
          .normOfUnits(12_544)
          .rectified()
          .dropout(0.4)
          .image(256, 7)
          .twiceAsLarge()
          .transposed(256, 128, 1)
          .normOfChannels(128)
          .rectified()
          .twiceAsLarge()
          .transposed(128, 64, 1)
          .normOfChannels(64)
          .rectified()
          .transposed(64, 32, 1)
          .normOfChannels(32)
          .rectified()
          .transposed(32, 1, 1)
          .logistic();
    }

    @Override
    Network discriminator() {
      return new Network("discriminator")
          .convolution(1, 64, 2)
          .leaky(0.2)
          .dropout(0.4)
          .convolution(64, 128, 2)
          .leaky(0.2)
          .dropout(0.4)
          .convolution(128, 256, 2)
          .leaky(0.2)
          .dropout(0.4)
          .convolution(256, 512, 1)
          .leaky(0.2)
          .dropout(0.4)
          .flat()
          .dense(8_192, 1, true);
    }
  };

  static final long LATENT = 100;

  abstract Network generator();

  abstract Network discriminator();

  /** By the name that conf/recipes gives it. */
  static Recipe named(String name) {
    return Arrays.stream(values())
        .filter(it -> it.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-').equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no recipe of the rival's: " + name));
  }
}
