package io.sparkgan.nn.tensor;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.dnnl.stream;

/** A compiled primitive of oneDNN with its arguments. Not for use by two threads at once. */
public final class Primitive implements Pass {
  private final primitive compiled;
  private final stream order = new stream(Engine.cpu());
  private final IntMemoryMap arguments = new IntMemoryMap();
  // Native memory lives as long as somebody holds its tensor.
  private final List<Tensor> tensors = new ArrayList<>();

  /** Compiles it. */
  public Primitive(primitive_desc description) {
    this(new primitive(description), description.scratchpad_desc());
  }

  Primitive(primitive compiled, memory.desc scratchpad) {
    this.compiled = compiled;
    if (scratchpad.get_size() > 0) {
      with(dnnl.DNNL_ARG_SCRATCHPAD, Tensor.of(scratchpad));
    }
  }

  /**
   * Sets an argument.
   *
   * @param argument one of oneDNN's {@code DNNL_ARG} numbers
   */
  public Primitive with(int argument, Tensor tensor) {
    tensors.add(tensor);
    arguments.put(argument, tensor.handle());
    return this;
  }

  /** Sets the factors of {@link Attributes#thenMultiply}, which came after so many other steps. */
  public Primitive withFactors(int stepsBefore, Tensor factors) {
    int step = dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (stepsBefore + 1);
    return with(step | dnnl.DNNL_ARG_SRC_1, factors);
  }

  @Override
  public Stream<Tensor> tensors() {
    return tensors.stream();
  }

  @Override
  public void run() {
    try {
      compiled.execute(order, arguments);
    } finally {
      // Of one that nobody else holds, the tensors could go while they are in use.
      Reference.reachabilityFence(this);
    }
  }
}
