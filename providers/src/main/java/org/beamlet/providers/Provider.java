package org.beamlet.providers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

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

    /** {@return whether it is of use to ask for a block now} */
    default boolean ready() {
        return true;
    }

    /** {@return whether nothing can be asked before a person has logged in} */
    default boolean loginRequired() {
        return false;
    }

    /**
     * A block is no more: brings what its job has left into the block's folder, where it lies
     * elsewhere, and takes away its secret there.
     *
     * @param folder named like the block
     */
    default void collect(Path folder) {}

    /** Removes all that is left of a block elsewhere. */
    default void remove(String block) {}

    /**
     * A person logs in.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code USAGE where nobody has to, with
     *     LOGIN_REQUIRED where it failed
     */
    default LoginStep login(LoginAnswer answer) {
        throw noLogin();
    }

    /** {@return what whoever would log in is told} */
    static BeamletException noLogin() {
        return new BeamletException(
                ErrorCode.USAGE,
                "this endpoint gives its commands on this machine, where nobody has to log in",
                "a login is for a provider with `channel: {type: SSHChannel}`");
    }

    /** Ends what is open; jobs go on. */
    default void close() {}
}
