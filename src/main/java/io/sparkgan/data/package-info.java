/**
 * Images as bytes: IDX files, the embedded MNIST, blocks and shards, and who sees which image when.
 * Uses the JDK and {@code config} only.
 */
package io.sparkgan.data;
