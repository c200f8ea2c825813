/** Generative adversarial networks trained on Apache Spark by parameter averaging. */
package io.sparkgan;
