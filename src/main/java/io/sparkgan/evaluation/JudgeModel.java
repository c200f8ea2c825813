package io.sparkgan.evaluation;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import java.io.Serializable;

/**
 * A trained judge, in plain values.
 *
 * @param name of the judge, as {@code mnist}
 * @param image shape of the images that it looks at
 * @param network from pixels to one logit a class; what its last layer, a dense one, is given are
 *     the features
 * @param parameters of all its layers, in order
 */
public record JudgeModel(String name, Shape image, NetworkSpec network, float[] parameters)
    implements Serializable {
  public JudgeModel {
    if (parameters.length != network.parameters(image)) {
      throw new IllegalArgumentException(
          "Judge %s has %d parameters, its layers have %d"
              .formatted(name, parameters.length, network.parameters(image)));
    }
  }
}
