package io.sparkgan.config;

import java.util.function.DoublePredicate;

/** The numbers that make sense for a key. */
enum Range {
  POSITIVE("a number above 0", x -> x > 0 && x < Double.POSITIVE_INFINITY),
  BELOW_ONE("a number from 0 up to, but not including, 1", x -> x >= 0 && x < 1),
  WITHIN_ZERO_AND_ONE("a number above 0 and below 1", x -> x > 0 && x < 1);

  private final String words;
  private final DoublePredicate member;

  Range(String words, DoublePredicate member) {
    this.words = words;
    this.member = member;
  }

  boolean contains(double value) {
    return member.test(value);
  }

  @Override
  public String toString() {
    return words;
  }
}
