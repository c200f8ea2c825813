package io.sparkgan.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import io.sparkgan.export.Exports.Example;
import io.sparkgan.export.TrainedNetwork.Role;
import io.sparkgan.state.GanState;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime makes of every exported network what we make of it, whatever the batch. */
class OnnxAgreesWithOurOwnIT {
  private static final int[] IMAGES = {1, 7};

  @ParameterizedTest
  @MethodSource("io.sparkgan.export.Exports#recipes")
  void everyNetworkSaysTheSame(Recipe recipe) throws OrtException {
    GanState state = Exports.state(recipe);
    for (Role role : Role.values()) {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        byte[] file = Exports.file(new OnnxFormat(), TrainedNetwork.of(role, recipe, state));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file, options)) {
          for (int images : IMAGES) {
            Example example = Example.of(role, recipe, images * recipe.packing());
            float[] expected = example.expected(state);
            assertThat(output(session, example))
                .as("%s of %d images", role, images)
                .containsExactly(expected, Exports.nearly(expected));
          }
          assertThat(session.getMetadata().getCustomMetadata())
              .containsExactlyInAnyOrderEntriesOf(Map.of("run", "digits", "round", "3"));
        }
      }
    }
  }

  private static float[] output(OrtSession session, Example example) throws OrtException {
    Recipe recipe = example.recipe();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    boolean makes = example.role() == Role.GENERATOR;
    FloatBuffer values = FloatBuffer.wrap(example.values());
    try {
      inputs.put(
          makes ? "latent" : "images",
          OnnxTensor.createTensor(
              environment,
              values,
              makes
                  ? new long[] {example.count(), recipe.latent().size()}
                  : images(example.count(), recipe.image())));
      if (recipe.conditional()) {
        inputs.put("class", OnnxTensor.createTensor(environment, example.oneHot()));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        OnnxTensor output = (OnnxTensor) result.get(makes ? "images" : "logits").orElseThrow();
        assertThat(output.getInfo().getShape())
            .isEqualTo(
                makes
                    ? images(example.count(), recipe.image())
                    : new long[] {example.count() / recipe.packing(), 1});
        float[] all = new float[output.getFloatBuffer().remaining()];
        output.getFloatBuffer().get(all);
        return all;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static long[] images(int count, Shape each) {
    return new long[] {count, each.channels(), each.height(), each.width()};
  }
}
