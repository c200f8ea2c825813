/**
 * Network layers for DL4J that compute faster than its own on the CPU. They keep DL4J's parameters,
 * their order in the flat vector and its gradient contract, so updaters and averaging do not know
 * the difference.
 */
package io.sparkgan.nn;
