package io.sparkgan.training;

/**
 * Takes the sample images of rounds. Writing a round again replaces what was written of it before.
 */
public interface SampleSink {
  void write(int round, Samples samples);
}
