package org.beamlet.agent.config;

import java.util.stream.LongStream;

/**
 * How many jobs there may be at once; 0 where nothing is known. Nothing is gained by a job that
 * waits until another of the same endpoint has ended, so that limits for running jobs count too.
 *
 * @param perUser that wait or run
 * @param running of a user
 * @param perProject that wait or run; there may be others in it
 * @param runningNodes of all jobs of a user
 */
public record JobLimits(int perUser, int running, int perProject, int runningNodes) {
    /** {@return how many jobs of so many nodes are of use; {@link Integer#MAX_VALUE} for any} */
    public int most(int nodes) {
        long byNodes = runningNodes == 0 ? 0 : Math.max(1, runningNodes / Math.max(1, nodes));
        return (int)
                LongStream.of(perUser, running, perProject, byNodes)
                        .filter(limit -> limit > 0)
                        .min()
                        .orElse(Integer.MAX_VALUE);
    }
}
