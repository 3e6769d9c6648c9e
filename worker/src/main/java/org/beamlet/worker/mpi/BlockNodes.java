package org.beamlet.worker.mpi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Which nodes the batch system has given to the block that this process is in. */
public final class BlockNodes {
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private BlockNodes() {}

    /**
     * Looks where Slurm, PBS and Cobalt say it.
     *
     * @param self this machine, which is the only one where nobody says anything
     * @return each node once, in the order of the batch system
     */
    public static List<String> of(Map<String, String> environment, String self) {
        for (String name : List.of("SLURM_JOB_NODELIST", "SLURM_NODELIST")) {
            String list = environment.getOrDefault(name, "");
            if (!list.isBlank()) {
                return HostList.expand(list).stream().distinct().toList();
            }
        }
        for (String name : List.of("PBS_NODEFILE", "COBALT_NODEFILE")) {
            String file = environment.getOrDefault(name, "");
            if (!file.isBlank()) {
                return lines(name, Path.of(file));
            }
        }
        return List.of(self);
    }

    /** The file has a line for each place on a node. */
    private static List<String> lines(String variable, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("more than %d bytes".formatted(MOST_BYTES));
            }
            try (Stream<String> lines = Files.lines(file)) {
                List<String> nodes =
                        lines.map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .distinct()
                                .toList();
                if (nodes.isEmpty()) {
                    throw new IOException("it is empty");
                }
                return nodes;
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "the nodes of the block stand in no file that can be read: %s is %s (%s)"
                            .formatted(variable, file, e.getMessage()),
                    "start the endpoint's blocks within a job of the batch system, or unset %s in"
                                    .formatted(variable)
                            + " worker_init to use this machine alone",
                    e);
        }
    }
}
