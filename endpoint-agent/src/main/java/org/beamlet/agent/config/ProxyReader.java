package org.beamlet.agent.config;

import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.net.Connections;

/** Reads {@code proxy}, in whose text there may be a password. */
final class ProxyReader {
    private ProxyReader() {}

    static Optional<String> read(Section top) {
        String text = top.line("proxy");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Connections.of(Map.of(Connections.PROXY, text)).requireProxy();
            return Optional.of(text);
        } catch (BeamletException _) {
            top.fault(
                    "proxy",
                    "is no HTTP proxy; write http://proxy.example.org:3128, or none where there is"
                            + " no proxy on the way");
            return Optional.empty();
        }
    }
}
