package io.sparkgan.export;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import io.sparkgan.gan.TrainedNetworks;
import io.sparkgan.state.GanState;

/**
 * One of the two networks of a GAN.
 *
 * @param parameters what it computes with, layer after layer
 */
public record TrainedNetwork(Role role, Recipe recipe, float[] parameters) {
  /** Which of the two. */
  public enum Role {
    GENERATOR,
    DISCRIMINATOR
  }

  /** One network of a state. */
  public static TrainedNetwork of(Role role, Recipe recipe, GanState state) {
    TrainedNetworks both = new TrainedNetworks(recipe, state);
    return new TrainedNetwork(
        role,
        recipe,
        switch (role) {
          case GENERATOR -> both.generator();
          case DISCRIMINATOR -> both.discriminator();
        });
  }

  NetworkSpec spec() {
    return switch (role) {
      case GENERATOR -> recipe.generator();
      case DISCRIMINATOR -> recipe.discriminator();
    };
  }

  /** What its first layer sees, classes included. */
  Shape input() {
    return switch (role) {
      case GENERATOR -> recipe.generatorInput();
      case DISCRIMINATOR -> recipe.discriminatorInput();
    };
  }
}
