package org.beamlet.agent.schedule;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Tasks of an agent: how many there are now, and how many there were since it started.
 *
 * @param waiting with no node manager
 * @param placed with one, whether they have begun or not
 * @param running of these, those that were seen to begin
 * @param accepted also those that an earlier agent left
 * @param lost how often one was lost with its worker or block
 * @param perMinute that ended within the last minute
 */
@JsonNaming(SnakeCaseStrategy.class)
public record TaskCounts(
        int waiting,
        int placed,
        int running,
        long accepted,
        long succeeded,
        long failed,
        long cancelled,
        long lost,
        long perMinute) {}
