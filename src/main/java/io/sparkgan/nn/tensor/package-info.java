/**
 * oneDNN as the layers of this project see it: tensors in native memory, and compiled primitives
 * that read and write them. Everything runs in the calling thread.
 */
package io.sparkgan.nn.tensor;
