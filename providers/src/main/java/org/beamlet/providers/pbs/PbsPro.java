package org.beamlet.providers.pbs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.Inquiry;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.ScriptText;
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
    public String script(BlockRequest block) {
        String file = block.folder().resolve(block.name()).toString();
        return new ScriptText("#!/bin/bash")
                .line("#PBS -S /bin/bash")
                .line("#PBS -N " + block.name())
                .line("#PBS -m n")
                .line("#PBS -l walltime=" + clock(walltime))
                .line("#PBS -l select=%d:ncpus=%d%s".formatted(block.nodes(), cpusPerNode, chunk()))
                .line("#PBS -o %s.stdout".formatted(file))
                .line("#PBS -e %s.stderr".formatted(file))
                .text(schedulerOptions)
                .block(block)
                .toString();
    }

    private String chunk() {
        return selectOptions.isEmpty() || selectOptions.startsWith(":")
                ? selectOptions
                : ":" + selectOptions;
    }

    private static String clock(Duration time) {
        return "%02d:%02d:%02d"
                .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public List<String> submission(BlockRequest block) {
        List<String> command = new ArrayList<>(List.of("qsub"));
        if (!queue.isEmpty()) {
            command.addAll(List.of("-q", queue));
        }
        if (!account.isEmpty()) {
            command.addAll(List.of("-A", account));
        }
        command.add(block.script().toString());
        return List.copyOf(command);
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
        return command(List.of("qstat", "-x", "-f", "-F", "json"), jobs);
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
     * Without {@code -x}: a server that keeps no history refuses it, so that nothing would be found
     * for ever; and of a job that has ended already nobody needs to know any more.
     */
    @Override
    public List<String> search(String name) {
        return List.of("qselect", "-u", System.getProperty("user.name"), "-N", name);
    }

    @Override
    public Optional<JobId> found(CommandResult answer, String name) throws Unreadable {
        return PbsAnswers.found(answer);
    }

    @Override
    public List<String> cancellation(Collection<JobId> jobs) {
        return command(List.of("qdel"), jobs);
    }

    /** One that has ended makes the command fail, though it deletes the others. */
    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.succeeded() || PbsErrors.areGone(answer);
    }

    private static List<String> command(List<String> words, Collection<JobId> jobs) {
        List<String> command = new ArrayList<>(words);
        jobs.forEach(job -> command.add(job.value()));
        return List.copyOf(command);
    }
}
