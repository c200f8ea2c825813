package io.sparkgan.nn.tensor;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;

/** Copies between formats and kinds of numbers. */
public final class Reorder {
  private Reorder() {}

  /** From one tensor to another of the same dimensions. */
  public static Primitive between(Tensor from, Tensor to) {
    return between(from, from.format(), to);
  }

  /** The same, with the first seen otherwise. */
  public static Primitive between(Tensor from, memory.desc seen, Tensor to) {
    reorder.primitive_desc description =
        new reorder.primitive_desc(
            Engine.cpu(), seen, Engine.cpu(), to.format(), new Attributes().dnnl(), false);
    return new Primitive(new reorder(description), description.scratchpad_desc())
        .with(dnnl.DNNL_ARG_FROM, from)
        .with(dnnl.DNNL_ARG_TO, to);
  }
}
