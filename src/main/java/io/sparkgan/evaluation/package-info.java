/**
 * How good images are: the judge, a classifier trained on real ones, and the scores that are taken
 * of its features and probabilities. Knows nothing of Spark.
 */
package io.sparkgan.evaluation;
