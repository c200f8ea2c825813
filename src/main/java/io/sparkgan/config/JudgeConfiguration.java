package io.sparkgan.config;

/**
 * The description of a judge that has been read and found right.
 *
 * @param spec what it says
 * @param json the same as plain JSON, for {@link JudgeReader#fromJson}
 */
public record JudgeConfiguration(JudgeSpec spec, String json) {
  /** SHA-256 of the JSON, in hexadecimal. */
  public String fingerprint() {
    return Sha256.hex(json);
  }
}
