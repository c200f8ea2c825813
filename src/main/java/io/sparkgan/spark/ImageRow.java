package io.sparkgan.spark;

import java.io.Serializable;

/**
 * One image of a data set.
 *
 * @param index its place in the set, from 0
 * @param label its class, or {@link io.sparkgan.data.ImageBlock#NO_LABEL}
 * @param pixels grey values, row by row
 */
record ImageRow(long index, int label, byte[] pixels) implements Serializable {}
