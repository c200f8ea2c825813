package io.sparkgan.gan;

import io.sparkgan.gan.StepProfile.Phase;

/** Is told when a network has done a part of its work, so that the time of it can be taken. */
interface NetworkObserver {
  /** Stands for a phase that does not go layer by layer. */
  int WHOLE_NETWORK = -1;

  /** Looks away, as in all training whose time nobody wants to know. */
  NetworkObserver NONE =
      new NetworkObserver() {
        @Override
        public void begin(Phase phase) {}

        @Override
        public void done(int layer) {}
      };

  /** The network turns to a phase. */
  void begin(Phase phase);

  /**
   * The network has done its phase in one layer.
   *
   * @param layer from 0 at the input, as the network computes them; or {@link #WHOLE_NETWORK}
   */
  void done(int layer);
}
