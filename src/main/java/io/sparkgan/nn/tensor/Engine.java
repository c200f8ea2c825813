package io.sparkgan.nn.tensor;

import org.bytedeco.dnnl.engine;

/** The processor. An engine has no state, so one serves all threads. */
public final class Engine {
  private static final engine CPU = new engine(engine.kind.cpu, 0);

  private Engine() {}

  /** The only one. */
  public static engine cpu() {
    return CPU;
  }
}
