package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Backend;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.onednn.OneDnnLayers;
import io.sparkgan.nn.tensor.Numbers;
import java.util.List;
import java.util.stream.Stream;

/** Native memory that the layers of a network take for their passes, parameters aside. */
interface LayerMemory {

  /**
   * For the passes of one local step.
   *
   * @param batches the size of each pass's batch
   * @return bytes
   */
  long bytes(NetworkSpec network, Shape input, List<Integer> batches);

  /** As networks are computed; what is left to choose counts as what takes most. */
  static LayerMemory of(Compute compute) {
    return (network, input, batches) ->
        candidates(compute).mapToLong(it -> it.bytes(network, input, batches)).max().orElseThrow();
  }

  private static Stream<LayerMemory> candidates(Compute compute) {
    Stream<LayerMemory> dl4j = Stream.of(new Dl4j());
    Stream<LayerMemory> oneDnn =
        Stream.of(Precision.F32, Precision.BF16)
            .filter(it -> compute.precision() == it || compute.precision() == Precision.AUTO)
            .map(it -> new OneDnn(Numbers.of(it)));
    return Stream.concat(
        compute.backend() == Backend.ONEDNN ? Stream.empty() : dl4j,
        compute.backend() == Backend.DL4J ? Stream.empty() : oneDnn);
  }

  /** DL4J's layers: whatever they make stays in the step's arena until the step is over. */
  record Dl4j() implements LayerMemory {
    /** A layer keeps its output and what it decided, and going back a gradient and a temporary. */
    private static final int ARRAYS = 4;

    /** A convolution copies the pixels of each window, and has gradients by them; measured. */
    private static final int COPIES_OF_PATCHES = 5;

    @Override
    public long bytes(NetworkSpec network, Shape input, List<Integer> batches) {
      long values = input.size();
      Shape shape = input;
      long patches = 0;
      for (LayerSpec layer : network.layers()) {
        if (layer instanceof LayerSpec.Convolution convolution) {
          patches += layer.multiplyAdds(shape) / convolution.filters();
        }
        shape = layer.output(shape);
        values += shape.size();
      }
      long images = batches.stream().mapToLong(Integer::longValue).sum();
      return Float.BYTES * (ARRAYS * values + COPIES_OF_PATCHES * patches) * images;
    }
  }

  /**
   * oneDNN's layers keep what they made once for each size of batch. What only reshapes, or is a
   * function of each value, is done where another layer's results are, and needs nothing; dropout
   * is done there, too, and needs its mask, a byte for each value. Some convolutions have
   * {@linkplain OneDnnLayers#spectra spectra} besides.
   *
   * @param numbers of activations
   */
  record OneDnn(Numbers numbers) implements LayerMemory {
    /**
     * For each parameter: copies in the formats of both passes, the gradient as it is made, and
     * scratch for that. In bf16 copies are half as large, and the scratch is larger.
     */
    private static final long PARAMETER = 4L * Float.BYTES;

    @Override
    public long bytes(NetworkSpec network, Shape input, List<Integer> batches) {
      List<Integer> sizes = batches.stream().distinct().toList();
      long images = sizes.stream().mapToLong(Integer::longValue).sum();
      // The step's arena has what goes in and comes out, and the gradients by both.
      long ends = 2L * (input.size() + network.output(input).size());
      long sum = Float.BYTES * ends * batches.stream().mapToLong(Integer::longValue).sum();
      Shape shape = input;
      for (LayerSpec layer : network.layers()) {
        Shape output = layer.output(shape);
        sum += images * bytes(layer, shape.size(), output.size());
        sum += layer.parameters(shape) * sizes.size() * PARAMETER;
        shape = output;
      }
      OneDnnLayers layers = new OneDnnLayers(numbers);
      return sum + sizes.stream().mapToLong(it -> layers.spectra(network, input, it)).sum();
    }

    /** For one example: results, the gradients by them and by the input, and how they are held. */
    private long bytes(LayerSpec layer, long in, long out) {
      if (layer instanceof LayerSpec.Dropout) {
        return out;
      }
      if (layer instanceof LayerSpec.Activation
          || layer instanceof LayerSpec.LeakyRelu
          || layer instanceof LayerSpec.Reshape
          || layer instanceof LayerSpec.Flatten) {
        return 0;
      }
      boolean convolves =
          layer instanceof LayerSpec.Convolution
              || layer instanceof LayerSpec.TransposedConvolution;
      // The gradient by a convolution's weights may take both its sides with axes exchanged.
      return numbers.bytes() * (2 * out + in + (convolves ? in + out : 0));
    }
  }
}
