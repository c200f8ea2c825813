/**
 * oneDNN as the rest of {@code nn} sees it: tensors in native memory, which may be that of ND4J's
 * arrays, and passes that read and write them, most of them compiled primitives. A pass is over
 * when its call returns; it computes in the calling thread and, if OpenMP is allowed more than one,
 * in OpenMP's others.
 */
package io.sparkgan.nn.tensor;
