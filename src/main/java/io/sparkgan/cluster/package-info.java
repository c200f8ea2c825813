/** A standalone Spark cluster of processes on this machine: starting, finding and ending it. */
package io.sparkgan.cluster;
