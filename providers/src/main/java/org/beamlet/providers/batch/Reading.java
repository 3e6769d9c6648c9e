package org.beamlet.providers.batch;

import java.util.Map;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;

/** What the answer to a question for jobs says. */
public sealed interface Reading {
    /**
     * The batch system has looked.
     *
     * @param jobs those that it knows; of others that were asked for it knows nothing
     */
    record Known(Map<JobId, JobStatus> jobs) implements Reading {
        public Known {
            jobs = Map.copyOf(jobs);
        }
    }

    /** Nothing is known: what was known before stays true. */
    record NoAnswer(String why) implements Reading {}
}
