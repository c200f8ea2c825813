/**
 * From many worker states to one. The arithmetic is dl4j-spark's own: one worker's values become an
 * aggregation tuple with its add function, tuples become one with its combine function, in double
 * precision and in order of worker.
 *
 * <p>Plain arrays go in and come out; dl4j-spark's {@code NetBroadcastTuple} has no part because it
 * would send ND4J arrays between machines.
 */
package io.sparkgan.averaging;
