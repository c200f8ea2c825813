package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParityInputsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oreilly-cnn",
        "oreilly-cnn-faithful",
        "tf-dcgan",
        "numpy-mlp",
        "numpy-mlp-faithful",
        "keras-mlp",
        "keras-mlp-faithful",
        "rmsprop-dcgan",
        "rmsprop-dcgan-faithful",
        "quick-dcgan"
      })
  void theReferenceStartedFromTheSameParameters(String recipe) {
    Config golden = ParityInputs.golden(recipe);
    boolean scaled = !golden.getString("recipe").equals("oreilly-cnn");

    assertThat(golden.getConfigList("steps")).hasSize(3);
    assertThat(golden.getConfigList("parameters")).isNotEmpty();
    for (Config parameter : golden.getConfigList("parameters")) {
      int count = parameter.getIntList("shape").stream().reduce(1, Math::multiplyExact);
      double[] start = ParityInputs.start(parameter.getString("name"), count, scaled);
      assertThat(DoubleStream.of(start).sum())
          .as(parameter.getString("name"))
          .isCloseTo(parameter.getDouble("sumAtStart"), within(1e-9));
    }
  }
}
