/**
 * All that runs on executors: reading images into shards, a round (broadcast, worker tasks,
 * averaging by shuffle) and generation. Nothing in a task survives it but a cache that can be
 * rebuilt.
 */
package io.sparkgan.spark;
