package io.sparkgan.gan;

import io.sparkgan.gan.StepProfile.Pass;
import io.sparkgan.gan.StepProfile.Phase;
import io.sparkgan.gan.StepProfile.Player;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes the time of both networks' work in local steps where first the discriminator is updated
 * once and then the generator: each update ends a turn.
 */
final class StepClock {
  /** A pass in one layer; see {@link NetworkObserver#done}. */
  record Work(Pass pass, int layer) {}

  private final Map<Work, Long> nanos = new LinkedHashMap<>();
  private Player turn = Player.DISCRIMINATOR;

  /** Wall time since the clock was made, in the order of the first step. */
  Map<Work, Long> nanos() {
    return nanos;
  }

  NetworkObserver of(Player network) {
    return new Hand(network);
  }

  private final class Hand implements NetworkObserver {
    private final Player network;
    private Pass pass;
    private long begun;

    Hand(Player network) {
      this.network = network;
      this.pass = new Pass(turn, network, Phase.FORWARD);
    }

    @Override
    public void begin(Phase phase) {
      pass = new Pass(turn, network, phase);
      begun = System.nanoTime();
    }

    @Override
    public void done(int layer) {
      long now = System.nanoTime();
      nanos.merge(new Work(pass, layer), now - begun, Long::sum);
      begun = now;
      if (pass.phase() == Phase.UPDATE) {
        turn = network == Player.DISCRIMINATOR ? Player.GENERATOR : Player.DISCRIMINATOR;
      }
    }
  }
}
