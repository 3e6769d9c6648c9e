package org.beamlet.agent.config;

import java.util.List;
import java.util.Optional;

/**
 * How a node's own storage is used.
 *
 * @param paths tried in turn on the node; variables of it may stand in them
 * @param freeGigabytes that must stay free there
 * @param kept whether what was copied stays for the next block
 * @param python folder of an environment that is copied too
 */
public record NodeStorageConfig(
        List<String> paths, double freeGigabytes, boolean kept, Optional<String> python) {
    /** What batch systems and sites call it, the most private first. */
    public static final List<String> PATHS =
            List.of("$SLURM_TMPDIR", "$PBS_JOBFS", "$TMPDIR", "/local/scratch", "/tmp");

    public static final double FREE = 1;

    public NodeStorageConfig {
        paths = List.copyOf(paths);
    }
}
