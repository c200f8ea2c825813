package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageBlock;
import java.io.Serializable;

/**
 * What a recipe that is told an image's class asks of the labels it trains on; of other recipes'
 * labels it asks nothing.
 *
 * @param uri the data set, for messages
 * @param classes labels are 0 to classes - 1; 0: anything goes
 */
record LabelCheck(String uri, int classes) implements Serializable {
  /**
   * Checks, before any image is read, that there are labels.
   *
   * @throws UserInputException if the recipe needs them and there are none
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
   * @throws UserInputException if it does not say one of the recipe's classes
   */
  void require(ImageRow row) {
    if (classes == 0 || (row.label() >= 0 && row.label() < classes)) {
      return;
    }
    String where = "data.uri: image %d of %s".formatted(row.index(), uri);
    if (row.label() == ImageBlock.NO_LABEL) {
      throw refusal(where, "none", "label every image");
    }
    throw refusal(
        where,
        Integer.toString(row.label()),
        "set recipe.classes = %d or more".formatted(row.label() + 1));
  }

  private UserInputException refusal(String where, String found, String remedy) {
    return new UserInputException(
        "%s: expected a label from 0 to %d (recipe.conditional, recipe.classes), found %s; %s or set recipe.conditional = false"
            .formatted(where, classes - 1, found, remedy));
  }
}
