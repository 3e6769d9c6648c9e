package org.beamlet.providers.pbs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.ScriptText;

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
}
