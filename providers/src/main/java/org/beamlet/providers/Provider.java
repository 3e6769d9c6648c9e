package org.beamlet.providers;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Whoever grants blocks: a batch system, or this machine. */
public interface Provider {
    /** {@return the batch script that {@link #submit} would hand over} */
    String script(BlockRequest block);

    /**
     * Asks for a block.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code SUBMIT_REJECTED, quoting the
     *     command, its exit status and what it wrote to stderr; with SUBMIT_UNANSWERED if there may
     *     be a job all the same
     */
    JobId submit(BlockRequest block);

    /**
     * Asks what became of jobs.
     *
     * @return no entry for a job of which nothing could be learnt this time: what was known of it
     *     stays true
     */
    Map<JobId, JobStatus> status(Collection<JobId> jobs);

    /**
     * Ends jobs; those that have ended already are left alone.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code COMMAND_FAILED if some may go
     *     on
     */
    void cancel(Collection<JobId> jobs);

    /**
     * {@return the job of that name, where its id was lost between submission and record}
     *
     * @throws org.beamlet.protocol.error.BeamletException with code COMMAND_FAILED if nobody knows
     */
    Optional<JobId> find(String name);

    /** {@return how long to wait between two calls of {@link #status}} */
    Duration pollingInterval();

    /** A job has ended; for a provider that looks after what its jobs leave behind. */
    default void ended(JobId job) {}

    /**
     * {@return how long after its submission a job may still come to be there, where nobody has
     * heard of it}
     */
    default Duration arrival() {
        return Duration.ZERO;
    }

    /**
     * {@return why nothing is learnt of jobs at present, with what to do; empty where all is well}
     */
    default Optional<String> trouble() {
        return Optional.empty();
    }
}
