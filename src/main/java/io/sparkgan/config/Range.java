package io.sparkgan.config;

/** The numbers that make sense for a key. */
enum Range {
  POSITIVE("a number above 0"),
  NOT_NEGATIVE("a number not below 0"),
  BELOW_HALF("a number from 0 up to, but not including, 0.5"),
  BELOW_ONE("a number from 0 up to, but not including, 1"),
  WITHIN_ZERO_AND_ONE("a number above 0 and below 1");

  private final String words;

  Range(String words) {
    this.words = words;
  }

  boolean contains(double value) {
    return switch (this) {
      case POSITIVE -> value > 0 && value < Double.POSITIVE_INFINITY;
      case NOT_NEGATIVE -> value >= 0 && value < Double.POSITIVE_INFINITY;
      case BELOW_HALF -> value >= 0 && value < 0.5;
      case BELOW_ONE -> value >= 0 && value < 1;
      case WITHIN_ZERO_AND_ONE -> value > 0 && value < 1;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
