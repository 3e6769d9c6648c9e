package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * How long things may last, as the configuration says it.
 *
 * @param drainAfter from when on a block's node managers get nothing more
 * @param taskTimeout after which tasks are ended, whatever they asked for
 */
public record TimeLimits(Optional<Duration> drainAfter, Optional<Duration> taskTimeout) {
    public static final TimeLimits NONE = new TimeLimits(Optional.empty(), Optional.empty());
}
