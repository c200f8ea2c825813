package io.sparkgan.training;

/** Is told of what goes on, so that a person can be. */
public interface Progress {

  /**
   * A round is recorded.
   *
   * @param rounds number of rounds in the run
   */
  void recorded(RoundRecord round, int rounds);
}
