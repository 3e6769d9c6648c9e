package org.beamlet.providers.batch;

import java.time.Duration;

/**
 * Where a block is asked for, and for how long, where several queues are asked in turn.
 *
 * @param queue or partition; may be empty
 * @param qos of Slurm alone; may be empty
 * @param account may be empty
 */
public record QueuePlace(String queue, String qos, String account, Duration walltime) {}
