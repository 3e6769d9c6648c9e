package org.beamlet.providers.batch;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.command.CommandResult;

/**
 * The words of a batch system: what it is asked, and what its answers mean. Asks nobody itself;
 * every answer that is read here is one of a command that ended in time.
 */
public interface BatchSystem {
    /** {@return its name, for people} */
    String name();

    /** {@return the queue that is asked, for people; empty for the site's usual one} */
    String queue();

    /** {@return by which of these a site may tell its limits, first the most special} */
    default List<String> queueNames() {
        return List.of(queue());
    }

    /** {@return where it is asked for} */
    QueuePlace place();

    /** {@return the same request in another queue} */
    BatchSystem at(QueuePlace place);

    /** {@return the batch script} */
    String script(BlockRequest block);

    /** {@return the command that submits it} */
    List<String> submission(BlockRequest block);

    /** {@return the job that was made} */
    Submitted submitted(CommandResult answer);

    /** {@return at most so many jobs are asked for at once} */
    int queryBatch();

    /** {@return the command that asks what became of jobs} */
    List<String> query(Collection<JobId> jobs);

    /** {@return what the answer says} */
    Reading read(CommandResult answer);

    /** {@return how to learn of one job what the query does not tell, first the best way} */
    default List<Inquiry> inquiries(JobId job) {
        return List.of();
    }

    /**
     * {@return commands that look for a job by its name; the first that is answered counts}
     *
     * @param user whose job it is
     */
    List<List<String>> searches(String name, String user);

    /**
     * {@return the job that was found}
     *
     * @throws Unreadable if it is no answer to that
     */
    Optional<JobId> found(CommandResult answer, String name, String user) throws Unreadable;

    /** {@return the command that ends jobs} */
    List<String> cancellation(Collection<JobId> jobs);

    /** {@return whether none of the jobs goes on; those that had ended before are none} */
    boolean cancelled(CommandResult answer);

    /** {@return after which the batch system ends a block} */
    Duration walltime();

    /** {@return the longest that one command of the batch system may take} */
    Duration commandLimit();
}
