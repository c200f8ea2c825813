package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Numbers;
import java.io.Serializable;

/**
 * How a layer stands in its network.
 *
 * @param in one example of its input
 * @param inside numbers it computes with
 * @param handed numbers of its results
 * @param epilogue what is done to its results
 */
record Placement(Dims in, Numbers inside, Numbers handed, Epilogue epilogue)
    implements Serializable {}
