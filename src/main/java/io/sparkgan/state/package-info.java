/**
 * The state of a GAN between rounds: named sections of plain floats, their layout and digest. Uses
 * the JDK only.
 */
package io.sparkgan.state;
