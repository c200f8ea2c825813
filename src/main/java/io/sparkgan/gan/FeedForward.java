package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Batches;
import io.sparkgan.nn.Layers;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in inference mode, from plain numbers to plain numbers, always computed in f32. Not for
 * use by two threads at once.
 */
public final class FeedForward {
  /**
   * Examples computed together. The size of a batch has influence on the last bits, so it never
   * changes.
   */
  public static final int BATCH = 100;

  private final Network network;
  private final int inputSize;
  private final int outputSize;

  /**
   * Builds the network; its parameters are to be {@linkplain #restore restored} before use.
   *
   * @throws IllegalArgumentException if something is left to choose in what it is computed with
   */
  public FeedForward(NetworkSpec spec, Shape input, Compute compute) {
    compute.requireSettled();
    Compute exact = new Compute(compute.backend(), Precision.F32);
    this.network = new Network(spec, input, Layers.of(exact));
    this.inputSize = input.size();
    this.outputSize = spec.output(input).size();
  }

  /** Parameters that a network begins with, in order of its layers. */
  public static float[] initialParameters(NetworkSpec spec, Shape input, SplittableRandom random) {
    Network network = new Network(spec, input, Layers.dl4j(DataType.FLOAT));
    network.initialise(new WeightInitialiser(spec, random));
    return network.parameters();
  }

  /**
   * Takes over parameters.
   *
   * @param parameters of all layers, in order
   */
  public void restore(float[] parameters) {
    network.restore(parameters);
  }

  /**
   * The outputs of some examples, one after another.
   *
   * @param inputs values of one example after another; more than those of {@code count} examples
   *     are not looked at
   */
  public float[] infer(float[] inputs, int count) {
    if ((long) count * inputSize > inputs.length) {
      throw new IllegalArgumentException(
          "%d examples of %d values in %d".formatted(count, inputSize, inputs.length));
    }
    float[] outputs = new float[count * outputSize];
    try {
      for (int from = 0; from < count; from += BATCH) {
        int wanted = Math.min(BATCH, count - from);
        // A last batch is filled up with zeros.
        float[] batch = new float[BATCH * inputSize];
        System.arraycopy(inputs, from * inputSize, batch, 0, wanted * inputSize);
        float[] result = StepMemory.during(() -> whole(batch));
        System.arraycopy(result, 0, outputs, from * outputSize, wanted * outputSize);
      }
    } finally {
      StepMemory.release();
    }
    return outputs;
  }

  private float[] whole(float[] batch) {
    INDArray output = network.infer(Batches.of(batch, BATCH, inputSize));
    float[] values = new float[BATCH * outputSize];
    output.data().asNioFloat().get(values);
    return values;
  }
}
