/** DL4J's own layers, the portable ones, and what they lack: the judge of all others. */
package io.sparkgan.nn.dl4j;
