/**
 * Layers of DL4J's networks, computed by oneDNN, or by DL4J itself where oneDNN has no binary; and
 * updaters. Both kinds of layers keep DL4J's parameters, their order in the flat vector and its
 * gradient contract, so updaters and averaging do not know the difference.
 */
package io.sparkgan.nn;
