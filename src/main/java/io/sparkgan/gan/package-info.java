/** The GAN mathematics of one worker: networks, losses, noise and the local training loop. */
package io.sparkgan.gan;
