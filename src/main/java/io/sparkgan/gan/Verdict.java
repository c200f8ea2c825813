package io.sparkgan.gan;

/**
 * What the discriminator said of some images, and what that cost.
 *
 * @param loss mean over the logits
 */
record Verdict(Logits logits, double loss) {}
