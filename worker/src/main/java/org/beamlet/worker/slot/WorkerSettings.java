package org.beamlet.worker.slot;

import java.nio.file.Path;
import java.util.List;

/**
 * What all worker processes of a pool have in common.
 *
 * @param slots how many there are
 * @param node names the machine in messages
 * @param workDir where they run and leave their logs
 * @param javaOptions appended to the options that every worker gets
 */
public record WorkerSettings(int slots, String node, Path workDir, List<String> javaOptions) {
    public WorkerSettings {
        javaOptions = List.copyOf(javaOptions);
    }
}
