package io.sparkgan.nn;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;

/** A layer that learns nothing; for a pass it needs room for its results. */
public abstract class ParameterlessLayer extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  @Override
  public final LayerMemoryReport getMemoryReport(InputType input) {
    InputType output = getOutputType(-1, input);
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), input, output)
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, output.arrayElementsPerExample())
        .cacheMemory(0, 0)
        .build();
  }
}
