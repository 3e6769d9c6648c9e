package org.beamlet.providers.torque;

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
 * What Torque is asked for each block. Texts that are empty ask for nothing.
 *
 * @param cpusPerNode as {@code ppn}
 * @param nodeProperties further properties of a node, such as {@code gpus=2:bigmem}
 * @param schedulerOptions further {@code #PBS} lines
 */
public record Torque(
        String queue,
        String account,
        int cpusPerNode,
        String nodeProperties,
        String schedulerOptions,
        Duration walltime,
        Duration commandLimit)
        implements BatchSystem {
    private static final int AT_ONCE = 50;

    @Override
    public String name() {
        return "Torque";
    }

    @Override
    public String script(BlockRequest block) {
        String file = block.folder().resolve(block.name()).toString();
        return new ScriptText("#!/bin/bash")
                .line("#PBS -S /bin/bash")
                .line("#PBS -N " + block.name())
                .line("#PBS -m n")
                .line("#PBS -l walltime=" + clock(walltime))
                .line("#PBS -l nodes=%d:ppn=%d%s".formatted(block.nodes(), cpusPerNode, more()))
                .line("#PBS -o %s.stdout".formatted(file))
                .line("#PBS -e %s.stderr".formatted(file))
                .text(schedulerOptions)
                .block(block)
                .toString();
    }

    private String more() {
        return nodeProperties.isEmpty() || nodeProperties.startsWith(":")
                ? nodeProperties
                : ":" + nodeProperties;
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
        return TorqueAnswers.submitted(answer);
    }

    @Override
    public int queryBatch() {
        return AT_ONCE;
    }

    @Override
    public List<String> query(Collection<JobId> jobs) {
        return command(List.of("qstat", "-f"), jobs);
    }

    @Override
    public Reading read(CommandResult answer) {
        return TorqueAnswers.read(answer);
    }

    /** All jobs: {@code qselect} is not with every Torque. */
    @Override
    public List<String> search(String name) {
        return List.of("qstat", "-f");
    }

    @Override
    public Optional<JobId> found(CommandResult answer, String name) throws Unreadable {
        return TorqueAnswers.found(answer, name, System.getProperty("user.name"));
    }

    @Override
    public List<String> cancellation(Collection<JobId> jobs) {
        return command(List.of("qdel"), jobs);
    }

    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.succeeded() || TorqueAnswers.haveEnded(answer);
    }

    private static List<String> command(List<String> words, Collection<JobId> jobs) {
        List<String> command = new ArrayList<>(words);
        jobs.forEach(job -> command.add(job.value()));
        return List.copyOf(command);
    }
}
