package org.beamlet.catalog.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Where a node has storage of its own for files that are still written. */
final class NodeScratch {
    /** Set by whoever starts the worker. */
    static final String PROPERTY = "beamlet.node.scratch";

    private NodeScratch() {}

    /** {@return a new folder on the node's own storage, else the other one} */
    static Path or(Path other) {
        String scratch = System.getProperty(PROPERTY);
        if (scratch == null) {
            return other;
        }
        try {
            Path folder = Files.createDirectories(Path.of(scratch));
            return Files.createTempDirectory(
                    folder,
                    "attempt-",
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            System.getLogger(NodeScratch.class.getName())
                    .log(System.Logger.Level.WARNING, "scratch={0} not used: {1}", scratch, e);
            return other;
        }
    }

    /** {@return an error of a file that lies there, of which whoever calls knows nothing} */
    static BeamletException failure(Path path, IOException cause) {
        BeamletException failure = OutputFailure.of(path, cause);
        return failure.code() == ErrorCode.DISK_FULL
                ? new BeamletException(
                        ErrorCode.DISK_FULL,
                        failure.what(),
                        "have the endpoint's admin name a place with more room in"
                                + " node_storage.paths, or remove node_storage",
                        cause)
                : failure;
    }
}
