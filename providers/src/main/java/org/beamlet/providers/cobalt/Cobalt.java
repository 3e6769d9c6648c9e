package org.beamlet.providers.cobalt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.ScriptText;

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
    @Override
    public String script(BlockRequest block) {
        return new ScriptText("#!/bin/bash -el")
                .text(schedulerOptions)
                .text(block.workerInit())
                .line("echo \"Nodes of $COBALT_JOBID:\"; cat \"$COBALT_NODEFILE\"")
                .start(block)
                .toString();
    }

    @Override
    public List<String> submission(BlockRequest block) {
        List<String> command =
                new ArrayList<>(List.of("qsub", "-n", Integer.toString(block.nodes())));
        if (!queue.isEmpty()) {
            command.addAll(List.of("-q", queue));
        }
        command.addAll(List.of("-t", Long.toString(ScriptText.minutes(walltime))));
        if (!account.isEmpty()) {
            command.addAll(List.of("-A", account));
        }
        command.add(block.script().toString());
        return List.copyOf(command);
    }
}
