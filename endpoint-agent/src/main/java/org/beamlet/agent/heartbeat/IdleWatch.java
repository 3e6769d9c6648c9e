package org.beamlet.agent.heartbeat;

import java.util.Optional;
import org.beamlet.agent.config.IdleConfig;

/** Counts looks at an endpoint at which no task had moved since the one before. */
public final class IdleWatch {
    private final IdleConfig config;
    private long lastSteps;
    private int still;

    public IdleWatch(IdleConfig config) {
        this.config = config;
    }

    /**
     * Looks, once a heartbeat period.
     *
     * @param steps that tasks have ever made here
     * @param unfinished tasks that wait or run
     * @return why the endpoint ends now, if it does
     */
    public Optional<String> look(long steps, int unfinished) {
        if (!config.ends()) {
            return Optional.empty();
        }
        still = steps == lastSteps ? still + 1 : 0;
        lastSteps = steps;
        if (steps > 0 && unfinished == 0 && still >= config.soft()) {
            return Optional.of(
                    "nothing was left to do for %d heartbeats (idle_heartbeats_soft)"
                            .formatted(config.soft()));
        }
        if (still >= config.hardest()) {
            return Optional.of(
                    "no task has moved for %d heartbeats (idle_heartbeats_hard)"
                            .formatted(config.hardest()));
        }
        return Optional.empty();
    }
}
