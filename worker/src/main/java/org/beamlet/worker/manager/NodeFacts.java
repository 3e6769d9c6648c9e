package org.beamlet.worker.manager;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a manager knows of itself and its node.
 *
 * @param managerId one for each start of a manager
 * @param jobRestart how often the batch system has restarted the job
 * @param ends when the batch system ends the block, if it does
 */
record NodeFacts(String managerId, String node, long pid, int jobRestart, Optional<Instant> ends) {
    static NodeFacts ofThisProcess(BlockFile block, Map<String, String> environment, Clock clock) {
        return new NodeFacts(
                UUID.randomUUID().toString(),
                node(environment),
                ProcessHandle.current().pid(),
                number(environment.get("SLURM_RESTART_COUNT")).orElse(0L).intValue(),
                ends(block, environment, clock));
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
