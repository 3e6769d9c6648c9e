package org.beamlet.providers.torque;

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
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.pbs.PbsScript;

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
    public QueuePlace place() {
        return new QueuePlace(queue, "", account, walltime);
    }

    @Override
    public BatchSystem at(QueuePlace place) {
        return new Torque(
                place.queue(),
                place.account(),
                cpusPerNode,
                nodeProperties,
                schedulerOptions,
                place.walltime(),
                commandLimit);
    }

    @Override
    public String script(BlockRequest block) {
        return PbsScript.of(
                block,
                walltime,
                "nodes=%d:ppn=%d%s"
                        .formatted(block.nodes(), cpusPerNode, PbsScript.behind(nodeProperties)),
                schedulerOptions);
    }

    @Override
    public List<String> submission(BlockRequest block) {
        return PbsScript.submission(queue, account, block);
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
        return new CommandWords("qstat", "-f").jobs(jobs).list();
    }

    @Override
    public Reading read(CommandResult answer) {
        return TorqueAnswers.read(answer);
    }

    /** All jobs: {@code qselect} is not with every Torque. */
    @Override
    public List<List<String>> searches(String name, String user) {
        return List.of(List.of("qstat", "-f"));
    }

    @Override
    public Optional<JobId> found(CommandResult answer, String name, String user) throws Unreadable {
        return TorqueAnswers.found(answer, name, user);
    }

    @Override
    public List<String> cancellation(Collection<JobId> jobs) {
        return new CommandWords("qdel").jobs(jobs).list();
    }

    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.succeeded() || TorqueAnswers.haveEnded(answer);
    }
}
