package io.sparkgan.training;

import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;

/**
 * The exponential moving average of the generator over rounds, whose images change less from round
 * to round and are often better (Yazici et al. 2019, "The Unusual Effectiveness of Averaging in GAN
 * Training"). With generator g and decay d, round r gives
 *
 * <pre>
 * a_r = d_r a_(r-1) + (1 - d_r) g_r,   d_r = min(d, 1 - 1/r)
 * </pre>
 *
 * so round 0's random weights never count and the first averages are plain means. Batch norm's
 * running statistics are among the generator's parameters and are averaged like them.
 *
 * @param ema if its decay is 0, states have no average and stay as they are
 */
public record MovingAverage(Settings.Ema ema) {

  /** Layout of the states of a run, given that of its networks. */
  public Layout layout(Layout networks) {
    return ema.kept() ? networks.withAverage() : networks;
  }

  /** The state that makes a run's samples: its generator is the average if samples come from it. */
  public GanState shown(GanState state) {
    return ema.shown() ? state.withAverageAsGenerator() : state.withoutAverage();
  }

  /** Round 0: the average is the initial generator, which round 1 replaces. */
  GanState begin(GanState initial) {
    return ema.kept() ? initial.withAverage(initial.values(Section.GENERATOR)) : initial;
  }

  /**
   * What a round trained, with the average that it makes.
   *
   * @param round from 1
   * @param before state of the round before, with its average
   * @param trained state of this round, without one
   */
  GanState next(int round, GanState before, GanState trained) {
    if (!ema.kept()) {
      return trained;
    }
    float decay = (float) Math.min(ema.decay(), 1 - 1.0 / round);
    float[] old = before.values(Section.GENERATOR_AVERAGE);
    float[] generator = trained.values(Section.GENERATOR);
    float[] average = new float[generator.length];
    for (int i = 0; i < average.length; i++) {
      average[i] = decay * old[i] + (1 - decay) * generator[i];
    }
    return trained.withAverage(average);
  }
}
