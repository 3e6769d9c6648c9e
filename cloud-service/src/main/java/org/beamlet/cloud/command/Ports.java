package org.beamlet.cloud.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Looks at ports before servers do, whose complaints are long. */
final class Ports {
    private Ports() {}

    static void requireFree(String option, String host, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.ALREADY_RUNNING,
                    "port %d cannot be used: %s".formatted(port, e.getMessage()),
                    "stop the program that has it, or choose another with %s (0: a free one)"
                            .formatted(option),
                    e);
        }
    }
}
