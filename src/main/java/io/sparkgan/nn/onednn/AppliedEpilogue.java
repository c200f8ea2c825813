package io.sparkgan.nn.onednn;

import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Primitive;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An {@link Epilogue} at work on the results of one layer, fused into the primitive that makes them
 * where oneDNN can; and its backward pass.
 */
final class AppliedEpilogue {
  private final Epilogue epilogue;
  private final DropoutMask dropout;
  private final Tensor results;
  private final Dims dims;
  private final Numbers numbers;
  private final Tensor mask;
  private final Inlet errors;
  private final Held held = new Held();
  private Optional<EpilogueGradient> gradient = Optional.empty();
  private Mode last = Mode.INFERENCE;

  /**
   * For a layer's results.
   *
   * @param results where they are
   * @param numbers of the gradient that the layer's own backward pass takes
   */
  AppliedEpilogue(
      Epilogue epilogue, DropoutMask dropout, Tensor results, Dims dims, Numbers numbers) {
    this.epilogue = epilogue;
    this.dropout = dropout;
    this.results = results;
    this.dims = dims;
    this.numbers = numbers;
    mask = Tensor.mask(epilogue.drops() ? dims : Dims.rows(1, 1));
    errors = new Inlet(dims, epilogue.isNothing() ? numbers : results.numbers());
  }

  private EpilogueGradient gradient() {
    if (gradient.isEmpty()) {
      gradient = Optional.of(new EpilogueGradient(epilogue, results, mask, errors, dims, numbers));
    }
    return gradient.get();
  }

  /** What a pass so meant comes to. */
  private Mode effective(Mode mode) {
    boolean holds = epilogue.nonlinearity().isPiecewiseLinear() && !epilogue.isNothing();
    return mode == Mode.HELD && !holds ? Mode.TRAINING : mode;
  }

  /** To be called before each forward pass. */
  Mode begin(Mode wanted) {
    Mode mode = effective(wanted);
    if (mode == Mode.HELD && last != Mode.HELD) {
      held.take();
    }
    if (mode == Mode.TRAINING && epilogue.drops()) {
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
    epilogue.nonlinearity().after(attributes);
    return mode == Mode.TRAINING && epilogue.drops()
        ? epilogue.survivors(attributes.thenMultiply(format.apply(mask.format())))
        : attributes;
  }

  /** Gives a primitive with {@link #fused} attributes what they need. */
  Primitive arguments(Primitive primitive, Mode mode) {
    if (mode == Mode.HELD) {
      return primitive.withFactors(0, held.slopes());
    }
    int steps = epilogue.nonlinearity().isIdentity() ? 0 : 1;
    return mode == Mode.TRAINING && epilogue.drops()
        ? primitive.withFactors(steps, mask)
        : primitive;
  }

  /** The same for results that lie there unfinished. */
  Pass afterwards(Mode mode) {
    if (mode == Mode.HELD) {
      return Products.ofValues(results, held.slopes(), results, new Attributes());
    }
    Pass function =
        epilogue.nonlinearity().isIdentity()
            ? Pass.NOTHING
            : epilogue.nonlinearity().apply(results, results);
    return mode == Mode.TRAINING && epilogue.drops()
        ? function.then(
            Products.ofValues(results, mask, results, epilogue.survivors(new Attributes())))
        : function;
  }

  /** Takes the gradient by the finished results. */
  void receive(INDArray byResults) {
    errors.accept(byResults);
    if (last == Mode.HELD) {
      held.backward();
    } else {
      gradient().run();
    }
  }

  /** The gradient by the results before they were finished. */
  Tensor delta() {
    return gradient().delta();
  }

  /** What it holds. */
  Stream<Tensor> tensors() {
    return Stream.of(
            Stream.of(mask),
            errors.tensors(),
            gradient.stream().flatMap(EpilogueGradient::tensors),
            held.copy.tensors())
        .flatMap(it -> it);
  }

  /** The slopes of the last pass in training, kept; most recipes never need them. */
  private final class Held {
    private Optional<INDArray> ones = Optional.empty();
    private Optional<Tensor> slopes = Optional.empty();
    private Pass copy = Pass.NOTHING;
    private Pass multiply = Pass.NOTHING;

    Tensor slopes() {
      return slopes.orElseThrow();
    }

    void take() {
      if (slopes.isEmpty()) {
        Tensor back = gradient().back();
        Tensor made = Tensor.like(back);
        slopes = Optional.of(made);
        ones = Optional.of(Nd4j.ones(results.array().dataType(), results.array().shape()).detach());
        copy = Reorder.between(back, made);
        multiply = Products.ofValues(errors.tensor(), made, back, new Attributes());
      }
      errors.accept(ones.orElseThrow());
      gradient().run();
      copy.run();
    }

    void backward() {
      multiply.run();
      gradient().convert();
    }
  }
}
