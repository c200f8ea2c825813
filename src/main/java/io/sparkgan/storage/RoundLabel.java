package io.sparkgan.storage;

import java.awt.image.WritableRaster;
import java.util.Arrays;

/**
 * A line that says {@code round 12}, below a picture. Its letters are of its own: a machine without
 * a screen often has no font.
 */
record RoundLabel(int round) {
  /** Pixels that are kept free for it below a picture. */
  static final int HEIGHT = 23;

  private static final int SCALE = 3;
  private static final int MARGIN = 4;
  private static final int COLUMNS = 3;
  private static final int GREY = 220;

  /** Draws it into a picture, from this line of pixels on, as far as the picture is wide. */
  void draw(WritableRaster raster, int top) {
    int left = MARGIN;
    for (char letter : "round %d".formatted(round).toCharArray()) {
      String[] lines = glyph(letter).split(" ", -1);
      for (int line = 0; line < lines.length; line++) {
        for (int column = 0; column < lines[line].length(); column++) {
          if (lines[line].charAt(column) == '#') {
            dot(raster, left + column * SCALE, top + MARGIN + line * SCALE);
          }
        }
      }
      left += (COLUMNS + 1) * SCALE;
    }
  }

  private static void dot(WritableRaster raster, int x, int y) {
    if (x + SCALE <= raster.getWidth()) {
      int[] greys = new int[SCALE * SCALE];
      Arrays.fill(greys, GREY);
      raster.setSamples(x, y, SCALE, SCALE, 0, greys);
    }
  }

  /** Its lines from above. */
  private static String glyph(char letter) {
    return switch (letter) {
      case '0' -> "### #.# #.# #.# ###";
      case '1' -> ".#. ##. .#. .#. ###";
      case '2' -> "### ..# ### #.. ###";
      case '3' -> "### ..# .## ..# ###";
      case '4' -> "#.# #.# ### ..# ..#";
      case '5' -> "### #.. ### ..# ###";
      case '6' -> "### #.. ### #.# ###";
      case '7' -> "### ..# .#. .#. .#.";
      case '8' -> "### #.# ### #.# ###";
      case '9' -> "### #.# ### ..# ###";
      case 'r' -> "... ... ##. #.. #..";
      case 'o' -> "... ... ### #.# ###";
      case 'u' -> "... ... #.# #.# ###";
      case 'n' -> "... ... ##. #.# #.#";
      case 'd' -> "..# ..# ### #.# ###";
      default -> "";
    };
  }
}
