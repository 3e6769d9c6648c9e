package org.beamlet.providers.cobalt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.ScriptText;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;

/**
 * What Cobalt is asked for each block; most of it stands in the command that submits the script.
 *
 * @param schedulerOptions {@code #COBALT} lines
 */
public record Cobalt(
        String queue,
        String account,
        String schedulerOptions,
        Duration walltime,
        Duration commandLimit)
        implements BatchSystem {
    private static final int AT_ONCE = 50;

    @Override
    public String name() {
        return "Cobalt";
    }

    @Override
    public String script(BlockRequest block) {
        return new ScriptText("#!/bin/bash -el")
                .text(schedulerOptions)
                .text(block.workerInit())
                .line("echo \"Nodes of $COBALT_JOBID:\"; cat \"$COBALT_NODEFILE\"")
                .start(block)
                .toString();
    }

    /** Of itself Cobalt names a job by nothing, and its output by the job's number. */
    @Override
    public List<String> submission(BlockRequest block) {
        String file = block.folder().resolve(block.name()).toString();
        List<String> command =
                new ArrayList<>(List.of("qsub", "-n", Integer.toString(block.nodes())));
        if (!queue.isEmpty()) {
            command.addAll(List.of("-q", queue));
        }
        command.addAll(List.of("-t", Long.toString(ScriptText.minutes(walltime))));
        if (!account.isEmpty()) {
            command.addAll(List.of("-A", account));
        }
        command.addAll(List.of("--jobname", block.name()));
        command.addAll(List.of("-o", file + ".stdout", "-e", file + ".stderr"));
        command.add(block.script().toString());
        return List.copyOf(command);
    }

    @Override
    public Submitted submitted(CommandResult answer) {
        return CobaltAnswers.submitted(answer);
    }

    @Override
    public int queryBatch() {
        return AT_ONCE;
    }

    /** Which columns there are otherwise, site and environment decide. */
    @Override
    public List<String> query(Collection<JobId> jobs) {
        return command(List.of("qstat", "--header", "JobID:State"), jobs);
    }

    @Override
    public Reading read(CommandResult answer) {
        return CobaltAnswers.read(answer);
    }

    @Override
    public List<String> search(String name) {
        return List.of("qstat", "--header", "JobID:JobName", "-u", System.getProperty("user.name"));
    }

    @Override
    public Optional<JobId> found(CommandResult answer, String name) throws Unreadable {
        return CobaltAnswers.found(answer, name);
    }

    @Override
    public List<String> cancellation(Collection<JobId> jobs) {
        return command(List.of("qdel"), jobs);
    }

    /** It fails only where it does not reach Cobalt. */
    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.succeeded();
    }

    private static List<String> command(List<String> words, Collection<JobId> jobs) {
        List<String> command = new ArrayList<>(words);
        jobs.forEach(job -> command.add(job.value()));
        return List.copyOf(command);
    }
}
