/**
 * Trained networks as files that other programs read: ONNX, and models of DL4J's own layers.
 * Nothing here reads one.
 */
package io.sparkgan.export;
