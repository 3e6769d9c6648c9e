package org.beamlet.providers.cobalt;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.CommandWords;
import org.beamlet.providers.batch.QueuePlace;
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
    public QueuePlace place() {
        return new QueuePlace(queue, "", account, walltime);
    }

    @Override
    public BatchSystem at(QueuePlace place) {
        return new Cobalt(
                place.queue(), place.account(), schedulerOptions, place.walltime(), commandLimit);
    }

    @Override
    public String script(BlockRequest block) {
        return new ScriptText("#!/bin/bash -l")
                .text(schedulerOptions)
                .text(block.workerInit())
                .line("echo \"Nodes of $COBALT_JOBID:\"; cat \"$COBALT_NODEFILE\" || true")
                .start(block)
                .toString();
    }

    /** Of itself Cobalt names a job by nothing, and its output by the job's number. */
    @Override
    public List<String> submission(BlockRequest block) {
        String file = block.folder().resolve(block.name()).toString();
        return new CommandWords("qsub", "-n", Integer.toString(block.nodes()))
                .unlessEmpty("-q", queue)
                .add("-t", Long.toString(ScriptText.minutes(walltime)))
                .unlessEmpty("-A", account)
                .add("--jobname", block.name())
                .add("-o", file + ".stdout", "-e", file + ".stderr")
                // Else it is left in the folder in which the agent was started.
                .add("--debuglog", file + ".cobaltlog")
                .add(block.script().toString())
                .list();
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
        return new CommandWords("qstat", "--header", "JobID:State").jobs(jobs).list();
    }

    @Override
    public Reading read(CommandResult answer) {
        return CobaltAnswers.read(answer);
    }

    @Override
    public List<List<String>> searches(String name, String user) {
        return List.of(List.of("qstat", "--header", "JobID:JobName", "-u", user));
    }

    @Override
    public Optional<JobId> found(CommandResult answer, String name, String user) throws Unreadable {
        return CobaltAnswers.found(answer, name);
    }

    @Override
    public List<String> cancellation(Collection<JobId> jobs) {
        return new CommandWords("qdel").jobs(jobs).list();
    }

    /** It fails only where it does not reach Cobalt. */
    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.succeeded();
    }
}
