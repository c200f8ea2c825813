package io.sparkgan.config;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people write them in a recipe: 0.9, 1e-4. */
public final class Decimal {
  private static final double SMALL = 0.01;

  private Decimal() {}

  /** The shortest digits that mean this number; below 0.01 with an exponent. */
  public static String text(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value), MathContext.DECIMAL64);
    if (value == 0 || Math.abs(value) >= SMALL) {
      return digits.stripTrailingZeros().toPlainString();
    }
    int exponent = digits.precision() - digits.scale() - 1;
    return digits.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
