package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.net.ConnectionFaults;
import org.beamlet.protocol.net.Connections;

/** Calls the service once before programs do: what would fail every call is said at the start. */
final class ConnectCheck {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private ConnectCheck() {}

    static void check(
            URI service, TokenSource tokens, Connections connections, Consumer<String> note) {
        String _ = tokens.token();
        try (BeamletClient client = new BeamletClient(service, tokens, LIMIT, connections)) {
            JsonNode _ = client.caller();
        } catch (BeamletException e) {
            boolean passing =
                    e.code() == ErrorCode.SERVICE_UNREACHABLE
                            && (e.getCause() == null
                                    || ConnectionFaults.explain("it", e.getCause()).isEmpty());
            if (!passing && e.code() != ErrorCode.ROUTE_NOT_FOUND) {
                throw e;
            }
            // A service that is away comes back, and the forwarder need not be started again.
            if (passing) {
                note.accept(e.what());
            }
        }
    }
}
