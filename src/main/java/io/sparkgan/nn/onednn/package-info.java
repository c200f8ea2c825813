/**
 * DL4J's layers computed by oneDNN. {@code Fusion} makes them of a recipe; each is a DL4J
 * configuration whose {@code OneDnnLayer} leaves the work to an {@code Operation} for each size of
 * batch.
 */
package io.sparkgan.nn.onednn;
