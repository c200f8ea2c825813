/** The command line: parse, wire, run, exit code. The only room that prints. */
package io.sparkgan.job;
