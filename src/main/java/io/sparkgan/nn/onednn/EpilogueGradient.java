package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Nonlinearity;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.stream.Stream;

/** The backward pass of an {@link AppliedEpilogue}, made when there is one first. */
final class EpilogueGradient {
  private final Epilogue epilogue;
  private final Tensor mask;
  private final Tensor back;
  private final Tensor delta;
  private final Pass pass;
  private final Pass convert;

  /**
   * Of a layer's results.
   *
   * @param errors the gradient by the finished results
   * @param numbers of {@link #delta}
   */
  EpilogueGradient(
      Epilogue epilogue, Tensor results, Tensor mask, Inlet errors, Dims dims, Numbers numbers) {
    this.epilogue = epilogue;
    this.mask = mask;
    boolean nothing = epilogue.isNothing();
    back = nothing ? errors.tensor() : Tensor.activations(dims, results.numbers());
    pass = nothing ? Pass.NOTHING : pass(results, errors.tensor());
    boolean converts = !nothing && results.numbers() != numbers;
    delta = converts ? Tensor.activations(dims, numbers) : back;
    convert = converts ? Reorder.between(back, delta) : Pass.NOTHING;
  }

  private Pass pass(Tensor results, Tensor errors) {
    Nonlinearity function = epilogue.nonlinearity();
    if (!epilogue.drops()) {
      return function.differentiate(results, errors, back);
    }
    return function.isIdentity()
        ? masked(errors)
        : function.differentiate(results, errors, back).then(masked(back));
  }

  private Pass masked(Tensor from) {
    return Products.ofValues(from, mask, back, epilogue.survivors(new Attributes()));
  }

  /** From the gradient by the finished results to that by the unfinished ones. */
  void run() {
    pass.run();
    convert();
  }

  /** For those who have written {@link #back} themselves. */
  void convert() {
    convert.run();
  }

  /** The gradient by the unfinished results, in the numbers of the results. */
  Tensor back() {
    return back;
  }

  /** The same in the numbers that the layer's own backward pass takes. */
  Tensor delta() {
    return delta;
  }

  /** What it holds. */
  Stream<Tensor> tensors() {
    return Stream.of(Stream.of(back, delta), pass.tensors(), convert.tensors()).flatMap(it -> it);
  }
}
