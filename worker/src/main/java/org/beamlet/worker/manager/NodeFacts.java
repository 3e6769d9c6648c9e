package org.beamlet.worker.manager;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.worker.mpi.BlockNodes;
import org.jspecify.annotations.Nullable;

/**
 * What a manager knows of itself and its node.
 *
 * @param managerId one for each start of a manager
 * @param jobRestart how often the batch system has restarted the job
 * @param nodes of the block, which tasks take where one manager owns them all
 * @param ends when the batch system ends the block, if it does
 */
record NodeFacts(
        String managerId,
        String node,
        long pid,
        int jobRestart,
        Optional<Instant> ends,
        List<String> nodes) {
    NodeFacts {
        nodes = List.copyOf(nodes);
    }

    /** A manager that is alone in its block. */
    NodeFacts(String managerId, String node, long pid, int jobRestart, Optional<Instant> ends) {
        this(managerId, node, pid, jobRestart, ends, List.of(node));
    }

    static NodeFacts ofThisProcess(BlockFile block, Map<String, String> environment, Clock clock) {
        String node = node(environment);
        return new NodeFacts(
                UUID.randomUUID().toString(),
                node,
                ProcessHandle.current().pid(),
                number(environment.get("SLURM_RESTART_COUNT")).orElse(0L).intValue(),
                ends(block, environment, clock),
                block.mpiLauncher() == null ? List.of(node) : BlockNodes.of(environment, node));
    }

    /** Whole seconds until the end, at least 1; 0 where there is no limit. */
    long walltimeLeft(Clock clock) {
        return ends.map(end -> Math.max(1, Duration.between(clock.instant(), end).toSeconds()))
                .orElse(0L);
    }

    private static Optional<Instant> ends(
            BlockFile block, Map<String, String> environment, Clock clock) {
        Optional<Instant> slurm =
                number(environment.get("SLURM_JOB_END_TIME")).map(Instant::ofEpochSecond);
        return slurm.isPresent() || block.walltimeS() <= 0
                ? slurm
                : Optional.of(clock.instant().plusSeconds(block.walltimeS()));
    }

    private static String node(Map<String, String> environment) {
        String slurm = environment.get("SLURMD_NODENAME");
        if (slurm != null) {
            return slurm;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return environment.getOrDefault("HOSTNAME", "unknown-node");
        }
    }

    private static Optional<Long> number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}")
                ? Optional.of(Long.valueOf(text))
                : Optional.empty();
    }
}
