/**
 * Pages that tell of runs, made of what is in their directories. Must not import Spark, DL4J or
 * ND4J.
 */
package io.sparkgan.report;
