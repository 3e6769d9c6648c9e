package org.beamlet.providers.pbs;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.CommandWords;
import org.beamlet.providers.batch.Inquiry;
import org.beamlet.providers.batch.QueuePlace;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;

/**
 * What PBS Pro is asked for each block. Texts that are empty ask for nothing.
 *
 * @param cpusPerNode of each chunk of {@code select}
 * @param selectOptions further properties of a chunk, such as {@code ngpus=4}
 * @param schedulerOptions further {@code #PBS} lines
 */
public record PbsPro(
        String queue,
        String account,
        int cpusPerNode,
        String selectOptions,
        String schedulerOptions,
        Duration walltime,
        Duration commandLimit)
        implements BatchSystem {
    private static final int AT_ONCE = 50;

    @Override
    public String name() {
        return "PBS";
    }

    @Override
    public QueuePlace place() {
        return new QueuePlace(queue, "", account, walltime);
    }

    @Override
    public BatchSystem at(QueuePlace place) {
        return new PbsPro(
                place.queue(),
                place.account(),
                cpusPerNode,
                selectOptions,
                schedulerOptions,
                place.walltime(),
                commandLimit);
    }

    @Override
    public String script(BlockRequest block) {
        return PbsScript.of(
                block,
                walltime,
                "select=%d:ncpus=%d%s"
                        .formatted(block.nodes(), cpusPerNode, PbsScript.behind(selectOptions)),
                schedulerOptions);
    }

    @Override
    public List<String> submission(BlockRequest block) {
        return PbsScript.submission(queue, account, block);
    }

    @Override
    public Submitted submitted(CommandResult answer) {
        return PbsAnswers.submitted(answer);
    }

    @Override
    public int queryBatch() {
        return AT_ONCE;
    }

    /** Without {@code -x} those that have ended would not be shown. */
    @Override
    public List<String> query(Collection<JobId> jobs) {
        return new CommandWords("qstat", "-x", "-f", "-F", "json").jobs(jobs).list();
    }

    @Override
    public Reading read(CommandResult answer) {
        return PbsAnswers.read(answer);
    }

    /** A server that keeps no history refuses {@code -x}, and so tells of jobs only this way. */
    @Override
    public List<Inquiry> inquiries(JobId job) {
        return List.of(
                new Inquiry(
                        List.of("qstat", "-f", job.value()),
                        answer -> PbsAnswers.shown(answer, job)));
    }

    /**
     * With {@code -x} a job that ended at once is found as well; a server that keeps no history
     * refuses that.
     */
    @Override
    public List<List<String>> searches(String name, String user) {
        return List.of(
                List.of("qselect", "-x", "-u", user, "-N", name),
                List.of("qselect", "-u", user, "-N", name));
    }

    @Override
    public Optional<JobId> found(CommandResult answer, String name, String user) throws Unreadable {
        return PbsAnswers.found(answer);
    }

    @Override
    public List<String> cancellation(Collection<JobId> jobs) {
        return new CommandWords("qdel").jobs(jobs).list();
    }

    /** One that has ended makes the command fail, though it deletes the others. */
    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.succeeded() || PbsErrors.areGone(answer);
    }
}
