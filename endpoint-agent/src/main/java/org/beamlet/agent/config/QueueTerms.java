package org.beamlet.agent.config;

import java.util.Optional;
import org.beamlet.providers.batch.BatchSystem;

/**
 * One of the queues that blocks are asked of.
 *
 * @param limits empty where nothing is known
 */
public record QueueTerms(BatchSystem job, Optional<QueueLimits> limits) {
    /** {@return its name for people} */
    public String name() {
        return job.queue();
    }
}
