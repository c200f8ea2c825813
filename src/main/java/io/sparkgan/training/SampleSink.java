package io.sparkgan.training;

import io.sparkgan.gan.Samples;

/**
 * Takes the sample images of rounds. Writing a round again replaces what was written of it before.
 */
public interface SampleSink {
  void write(int round, Samples samples);
}
