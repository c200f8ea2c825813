package io.sparkgan.gan;

import io.sparkgan.gan.Logits.Target;

/** What the turns of one local step ask for; every call gives something new. */
interface StepInputs {

  /** Real images for one turn of the discriminator. */
  Images real();

  /** Noise for so many images. */
  Noise noise(int images);

  /** Targets for so many logits on images of one kind. */
  double[] targets(Target kind, int logits);

  /** So many numbers in [0, 1), for images between real and generated ones. */
  double[] mixes(int images);
}
