package org.beamlet.agent.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A block that holds nodes, or will.
 *
 * @param begun when its job began; empty while it waits
 * @param walltime after which its job ends at the latest; zero where it has no end
 */
public record HeldNodes(String block, int nodes, Optional<Instant> begun, Duration walltime) {
    /** {@return node-seconds that it may still use; nobody knows of one without an end} */
    double ahead(Instant now) {
        Duration gone =
                begun.map(since -> Duration.between(since, now))
                        .filter(time -> !time.isNegative())
                        .orElse(Duration.ZERO);
        return Math.max(0, nodes * (double) walltime.minus(gone).toSeconds());
    }
}
