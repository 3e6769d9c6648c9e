package org.beamlet.agent.link;

import java.nio.file.Path;
import org.beamlet.protocol.id.TaskId;

/** Has the files that node managers ask for. */
@FunctionalInterface
public interface ArtifactFiles {
    /**
     * {@return the file, fetched if need be}
     *
     * @param task that needs it
     * @throws org.beamlet.protocol.error.BeamletException where it cannot be had
     */
    Path file(String sha256, TaskId task);
}
