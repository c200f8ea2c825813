package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;

/**
 * What the scores of images depend on besides the images.
 *
 * @param extractor the judge that looked at them, with its fingerprint
 * @param split the real images that they were compared with
 */
public record Comparison(String extractor, String split) {

  /**
   * Refuses to put scores beside others that say something else.
   *
   * @param found what those that are there were made with
   * @param run names their run in the error
   * @throws UserInputException if that differs
   */
  public void requireSame(Comparison found, String run) {
    if (!equals(found)) {
      throw new UserInputException(
          "evaluation.judge: scores of run %s were made with %s, and now would be with %s, so no best round could be told; put back the judge and the data that it began with, or start a new run from its checkpoint with --init-from"
              .formatted(run, found, this));
    }
  }

  @Override
  public String toString() {
    return "judge %s and %s images".formatted(extractor, split);
  }
}
