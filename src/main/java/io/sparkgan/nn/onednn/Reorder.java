package io.sparkgan.nn.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.reorder;

/** Copies between formats and kinds of numbers. */
public final class Reorder {
  private Reorder() {}

  /** From one tensor to another of the same dimensions. */
  public static Primitive between(Tensor from, Tensor to) {
    reorder.primitive_desc description =
        new reorder.primitive_desc(
            Engine.cpu(), from.format(), Engine.cpu(), to.format(), new Attributes().dnnl(), false);
    return new Primitive(new reorder(description), description.scratchpad_desc())
        .with(dnnl.DNNL_ARG_FROM, from)
        .with(dnnl.DNNL_ARG_TO, to);
  }
}
