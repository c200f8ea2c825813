package io.sparkgan.nn.onednn;

/** Between images and the features of their windows. */
enum Direction {
  /** From images to features; weights are [features, images, kernel, kernel]. */
  CONVOLUTION,
  /** From features to images; weights are [images, features, kernel, kernel]. */
  TRANSPOSED
}
