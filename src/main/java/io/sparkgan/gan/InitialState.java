package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import org.nd4j.linalg.api.buffer.DataType;

/** The state of round 0: drawn weights, optimisers that have seen nothing. */
public final class InitialState {
  private InitialState() {}

  public static GanState of(Recipe recipe, SeedSequence seeds) {
    GanNetworks networks = new GanNetworks(recipe, Layers.dl4j(DataType.FLOAT));
    networks.initialise(recipe, seeds);
    return networks.state(0, 0);
  }
}
