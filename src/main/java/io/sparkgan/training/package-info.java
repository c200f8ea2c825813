/** The round loop, written as prose over small ports. */
package io.sparkgan.training;
