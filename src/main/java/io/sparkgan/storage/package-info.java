/**
 * The run directory: checkpoints, Parquet tables and sample grids, committed by renames on any
 * Hadoop file system. Must not import Spark, DL4J or ND4J.
 */
package io.sparkgan.storage;
