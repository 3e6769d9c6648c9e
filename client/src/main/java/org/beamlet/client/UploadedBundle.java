package org.beamlet.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.client.http.ServiceCalls;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.artifact.Hashes;

/** An archive of functions that the service has. */
record UploadedBundle(Path file, String sha256, long size) {
    static UploadedBundle send(ServiceCalls calls, Path archive) {
        try {
            UploadedBundle bundle =
                    new UploadedBundle(archive, Hashes.of(archive), Files.size(archive));
            var _ = calls.upload("/beamlet/v1/artifacts/" + bundle.sha256, archive);
            return bundle;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "the bundle '%s' cannot be read: %s".formatted(archive, e.getMessage()),
                    "start the command as ./beamlet, from an installation that is built",
                    e);
        }
    }
}
