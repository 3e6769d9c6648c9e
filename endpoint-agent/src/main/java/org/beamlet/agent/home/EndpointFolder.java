package org.beamlet.agent.home;

import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The folder of one endpoint. */
public record EndpointFolder(Path path, EndpointName name) {
    public boolean configured() {
        return Files.isRegularFile(config());
    }

    /**
     * Sees that the endpoint exists.
     *
     * @throws BeamletException with code ENDPOINT_NOT_FOUND
     */
    public EndpointFolder required() {
        if (!configured()) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_NOT_FOUND,
                    "endpoint '%s' is not configured on this machine".formatted(name),
                    "see `beamlet endpoint list`, or run `beamlet endpoint configure %s`"
                            .formatted(name));
        }
        return this;
    }

    public Path config() {
        return path.resolve("config.yaml");
    }

    /** {@return the file that keeps the id which the service gave} */
    public Path identity() {
        return path.resolve("endpoint.json");
    }

    /** {@return what was used of the machine} */
    public Path usage() {
        return path.resolve("usage.json");
    }

    public Path lock() {
        return path.resolve("agent.lock");
    }

    public Path pid() {
        return path.resolve("agent.pid");
    }

    /** {@return the file that is there while the endpoint is stopped on purpose} */
    public Path stopped() {
        return path.resolve("agent.stopped");
    }

    public Path log() {
        return path.resolve("agent.log");
    }

    public Path blocks() {
        return path.resolve("blocks");
    }

    /** {@return the folder of the endpoint's certificate authority} */
    public Path certificates() {
        return path.resolve("certificates");
    }

    /** {@return the file that keeps the port which blocks know} */
    public Path port() {
        return path.resolve("agent.port");
    }

    /** {@return the private folder of the socket by which commands reach the running agent} */
    public Path control() {
        return path.resolve("control");
    }

    /** {@return the file that says where that socket is, while an agent runs} */
    public Path door() {
        return path.resolve("agent.door");
    }

    /** {@return the file that keeps where the broker was last, without a password} */
    public Path broker() {
        return path.resolve("broker");
    }
}
