package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageBlock;
import java.io.Serializable;

/**
 * What a recipe that is told an image's class, or a judge, asks of the labels it trains on; of
 * other recipes' labels it asks nothing.
 *
 * @param uri the data set, for messages
 * @param classes labels are 0 to classes - 1; 0: anything goes
 * @param words what messages say of who asks
 */
record LabelCheck(String uri, int classes, Words words) implements Serializable {
  private static final Words RECIPE =
      new Words(
          "recipe.conditional, recipe.classes",
          "set recipe.classes = %d or more",
          " or set recipe.conditional = false");

  private static final Words JUDGE =
      new Words(
          "a unit for each in the last of judge.network.layers",
          "give that layer %d units or more",
          "");

  /**
   * Words for messages.
   *
   * @param keys that say how many classes there are
   * @param more how to have at least so many
   * @param without how to do without labels
   */
  record Words(String keys, String more, String without) implements Serializable {}

  /** What a recipe asks. */
  LabelCheck(String uri, int classes) {
    this(uri, classes, RECIPE);
  }

  /** What a judge asks. */
  static LabelCheck ofJudge(String uri, int classes) {
    return new LabelCheck(uri, classes, JUDGE);
  }

  /**
   * Checks, before any image is read, that there are labels.
   *
   * @throws UserInputException if they are needed and there are none
   */
  void require(ImageTable table) {
    if (classes > 0 && table.missingLabels().isPresent()) {
      throw refusal(
          "data.uri: %s".formatted(uri),
          "no %s".formatted(table.missingLabels().get()),
          "add labels");
    }
  }

  /**
   * Checks one image's label.
   *
   * @throws UserInputException if it does not say one of the classes
   */
  void require(ImageRow row) {
    if (classes == 0 || (row.label() >= 0 && row.label() < classes)) {
      return;
    }
    String where = "data.uri: image %d of %s".formatted(row.index(), uri);
    if (row.label() == ImageBlock.NO_LABEL) {
      throw refusal(where, "none", "label every image");
    }
    throw refusal(where, Integer.toString(row.label()), words.more().formatted(row.label() + 1));
  }

  private UserInputException refusal(String where, String found, String remedy) {
    return new UserInputException(
        "%s: expected a label from 0 to %d (%s), found %s; %s%s"
            .formatted(where, classes - 1, words.keys(), found, remedy, words.without()));
  }
}
