package io.sparkgan.nn.onednn;

import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Nonlinearity;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Primitive;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link Finish} at work on the results of one layer, fused into the primitive that makes them
 * where oneDNN can; and its backward pass.
 */
final class Finishing {
  private final Finish finish;
  private final DropoutMask dropout;
  private final Tensor results;
  private final Tensor mask;
  private final Inlet errors;
  private final Tensor finished;
  private final Tensor delta;
  private final Pass backward;
  private final Pass convert;
  private final Held held = new Held();
  private Mode last = Mode.INFERENCE;

  /**
   * For a layer's results.
   *
   * @param results where they are
   * @param handed their numbers
   * @param numbers of the gradient that the layer's own backward pass takes
   */
  Finishing(
      Finish finish,
      DropoutMask dropout,
      Tensor results,
      Dims dims,
      Numbers handed,
      Numbers numbers) {
    this.finish = finish;
    this.dropout = dropout;
    this.results = results;
    mask = Tensor.mask(finish.drops() ? dims : Dims.rows(1, 1));
    errors = new Inlet(dims, finish.isNothing() ? numbers : handed);
    finished = finish.isNothing() ? errors.tensor() : Tensor.activations(dims, handed);
    backward = finish.isNothing() ? Pass.NOTHING : backward(errors.tensor());
    boolean converts = !finish.isNothing() && handed != numbers;
    delta = converts ? Tensor.activations(dims, numbers) : finished;
    convert = converts ? Reorder.between(finished, delta) : Pass.NOTHING;
  }

  private Pass backward(Tensor byResults) {
    Nonlinearity function = finish.nonlinearity();
    if (!finish.drops()) {
      return function.differentiate(results, byResults, finished);
    }
    return function.isIdentity()
        ? masked(byResults, finished)
        : function.differentiate(results, byResults, finished).then(masked(finished, finished));
  }

  private Pass masked(Tensor from, Tensor to) {
    return Products.ofValues(from, mask, to, survivors(new Attributes()));
  }

  private Attributes survivors(Attributes attributes) {
    return attributes.then(algorithm.eltwise_linear, 1 / finish.keep());
  }

  /** What a pass so meant comes to. */
  private Mode effective(Mode mode) {
    boolean holds = finish.nonlinearity().isPiecewiseLinear() && !finish.isNothing();
    return mode == Mode.HELD && !holds ? Mode.TRAINING : mode;
  }

  /** To be called before each forward pass. */
  Mode begin(Mode wanted) {
    Mode mode = effective(wanted);
    if (mode == Mode.HELD && last != Mode.HELD) {
      held.take();
    }
    if (mode == Mode.TRAINING && finish.drops()) {
      dropout.draw(mask);
    }
    last = mode;
    return mode;
  }

  /**
   * What a primitive does to its results itself.
   *
   * @param format how the primitive sees activations
   */
  Attributes fused(Mode mode, UnaryOperator<memory.desc> format) {
    Attributes attributes = new Attributes();
    if (mode == Mode.HELD) {
      return attributes.thenMultiply(format.apply(held.slopes().format()));
    }
    finish.nonlinearity().after(attributes);
    return mode == Mode.TRAINING && finish.drops()
        ? survivors(attributes.thenMultiply(format.apply(mask.format())))
        : attributes;
  }

  /** Gives a primitive with {@link #fused} attributes what they need. */
  Primitive arguments(Primitive primitive, Mode mode) {
    if (mode == Mode.HELD) {
      return primitive.withFactors(0, held.slopes());
    }
    int steps = finish.nonlinearity().isIdentity() ? 0 : 1;
    return mode == Mode.TRAINING && finish.drops() ? primitive.withFactors(steps, mask) : primitive;
  }

  /** The same for results that lie there unfinished. */
  Pass afterwards(Mode mode) {
    if (mode == Mode.HELD) {
      return Products.ofValues(results, held.slopes(), results, new Attributes());
    }
    Pass function =
        finish.nonlinearity().isIdentity()
            ? Pass.NOTHING
            : finish.nonlinearity().apply(results, results);
    return mode == Mode.TRAINING && finish.drops()
        ? function.then(masked(results, results))
        : function;
  }

  /** Takes the gradient by the finished results. */
  void receive(INDArray byResults) {
    errors.accept(byResults);
    if (last == Mode.HELD) {
      held.backward();
    } else {
      backward.run();
    }
    convert.run();
  }

  /** The gradient by the results before they were finished. */
  Tensor delta() {
    return delta;
  }

  /** What it holds. */
  Stream<Tensor> tensors() {
    return Stream.of(
            Stream.of(mask, finished, delta),
            errors.tensors(),
            backward.tensors(),
            convert.tensors(),
            held.copy.tensors())
        .flatMap(it -> it);
  }

  /** The slopes of the last pass in training, kept; most recipes never need them. */
  private final class Held {
    private INDArray ones;
    private Tensor slopes;
    private Pass copy = Pass.NOTHING;
    private Pass multiply = Pass.NOTHING;

    Tensor slopes() {
      return slopes;
    }

    void take() {
      if (slopes == null) {
        ones = Nd4j.ones(results.array().dataType(), results.array().shape()).detach();
        slopes = Tensor.like(finished);
        copy = Reorder.between(finished, slopes);
        multiply = Products.ofValues(errors.tensor(), slopes, finished, new Attributes());
      }
      errors.accept(ones);
      backward.run();
      copy.run();
    }

    void backward() {
      multiply.run();
    }
  }
}
