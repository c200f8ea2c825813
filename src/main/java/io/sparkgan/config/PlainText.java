package io.sparkgan.config;

import java.util.regex.Pattern;

/** What others wrote, in files or their names, as it may be shown on a console. */
public final class PlainText {
  private static final int LONGEST = 2_000;
  private static final Pattern LINE_END = Pattern.compile("\\s{0,200}\\R\\s*");

  /**
   * What a terminal obeys, or what it does not show: controls, directions, halves of characters.
   */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private PlainText() {}

  /**
   * One line that does nothing to a terminal: ends of lines are blanks, and characters that are not
   * seen are shown by their numbers.
   *
   * @param text of which the first 2,000 characters are shown
   */
  public static String line(String text) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return UNSEEN
        .matcher(LINE_END.matcher(shown).replaceAll(" "))
        .replaceAll(unseen -> "\\\\u%04x".formatted(unseen.group().codePointAt(0)));
  }
}
