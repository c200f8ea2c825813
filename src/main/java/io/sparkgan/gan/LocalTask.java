package io.sparkgan.gan;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.data.Shard;
import io.sparkgan.state.GanState;

/**
 * What one worker has to do in one round; its result depends on nothing else.
 *
 * @param round from 1
 * @param worker from 0
 * @param workers how many there are
 * @param localSteps number of local steps
 * @param start the averaged state of the round before
 */
public record LocalTask(
    int round,
    int worker,
    int workers,
    int localSteps,
    SeedSequence seeds,
    GanState start,
    Shard shard) {}
