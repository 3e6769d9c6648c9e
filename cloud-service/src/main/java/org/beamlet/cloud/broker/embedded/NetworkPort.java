package org.beamlet.cloud.broker.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.KeyStore;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.port.AmqpPort;
import org.beamlet.cloud.broker.NetworkAccess;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The broker's second port, with TLS, for other hosts. Not kept in the broker's configuration: it
 * follows the settings of each start.
 */
final class NetworkPort {
    private static final String KEY_STORE = "certificate";

    private final NetworkAccess access;
    private final KeyStore<?> keyStore;
    private final AmqpPort<?> port;
    private boolean again;

    private NetworkPort(NetworkAccess access, KeyStore<?> keyStore, AmqpPort<?> port) {
        this.access = access;
        this.keyStore = keyStore;
        this.port = port;
    }

    static NetworkPort open(Broker<?> broker, NetworkAccess access) {
        Map<String, Object> store = certificate(access, false);
        store.put("name", KEY_STORE);
        store.put("type", "NonJavaKeyStore");
        store.put("durable", false);
        KeyStore<?> keyStore = (KeyStore<?>) broker.createChild(KeyStore.class, store);
        Map<String, Object> port = new HashMap<>();
        port.put("name", "amqps");
        port.put("type", "AMQP");
        port.put("durable", false);
        port.put("port", access.port());
        port.put("bindingAddress", access.host());
        port.put("protocols", List.of("AMQP_0_9_1"));
        port.put("transports", List.of("SSL"));
        port.put("keyStore", KEY_STORE);
        port.put("authenticationProvider", "passwords");
        AmqpPort<?> opened = (AmqpPort<?>) broker.createChild(Port.class, port);
        if (opened.getState() != State.ACTIVE) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker cannot listen on %s:%d".formatted(access.host(), access.port()),
                    "stop what listens there, or set another beamlet.broker.tls-port");
        }
        return new NetworkPort(access, keyStore, opened);
    }

    int port() {
        return port.getBoundPort();
    }

    /** Takes the certificate from its files again; connections that are open stay as they are. */
    void reload() {
        again = !again;
        keyStore.setAttributes(certificate(access, again));
        port.updateTLS();
    }

    private static Map<String, Object> certificate(NetworkAccess access, boolean again) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("certificateUrl", spelled(access.certificate(), again));
        attributes.put("privateKeyUrl", spelled(access.key(), again));
        return attributes;
    }

    /** The broker reads a file again only if it is called otherwise than before. */
    private static String spelled(Path file, boolean again) {
        Path path = file.toAbsolutePath();
        return path.getParent() + (again ? "/./" : "/") + path.getFileName();
    }
}
