package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer's parameters, or the gradients by them: views of DL4J's flat array by DL4J's keys. Those
 * of gradients may come as late as the first backward pass.
 */
final class Views {
  private Map<String, INDArray> byKey = new LinkedHashMap<>();

  /** Nothing. */
  Views() {}

  void set(Map<String, INDArray> views) {
    byKey = views;
  }

  Map<String, INDArray> byKey() {
    return byKey;
  }

  INDArray of(String key) {
    return find(key).orElseThrow(() -> new IllegalStateException("DL4J has set no view of " + key));
  }

  Optional<INDArray> find(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  Tensor vector(String key) {
    return Tensor.vector(of(key));
  }
}
