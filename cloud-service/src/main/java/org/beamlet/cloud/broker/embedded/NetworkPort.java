package org.beamlet.cloud.broker.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.KeyStore;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.port.AmqpPort;
import org.beamlet.cloud.auth.SecretFile;
import org.beamlet.cloud.broker.NetworkAccess;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** The broker's second port, with TLS, for other hosts. It follows the settings of each start. */
final class NetworkPort {
    private static final String PORT = "amqps";
    private static final String KEY_STORE = "certificate";
    private static final String FIRST = "certificate-a.p12";
    private static final String SECOND = "certificate-b.p12";

    private final Path folder;
    private final NetworkAccess access;
    private final KeyStore<?> keyStore;
    private final AmqpPort<?> port;
    private boolean again;

    private NetworkPort(Path folder, NetworkAccess access, KeyStore<?> keyStore, AmqpPort<?> port) {
        this.folder = folder;
        this.access = access;
        this.keyStore = keyStore;
        this.port = port;
    }

    /**
     * Opens it.
     *
     * @param folder the broker's own, which nobody else may read
     */
    static NetworkPort open(Broker<?> broker, Path folder, NetworkAccess access) {
        Map<String, Object> store = certificate(folder, access, false);
        store.put("name", KEY_STORE);
        store.put("type", "FileKeyStore");
        store.put("keyStoreType", PemKeys.TYPE);
        KeyStore<?> keyStore = (KeyStore<?>) broker.createChild(KeyStore.class, store);
        Map<String, Object> port = new HashMap<>();
        port.put("name", PORT);
        port.put("type", "AMQP");
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
        return new NetworkPort(folder, access, keyStore, opened);
    }

    /**
     * Takes the port of an earlier run out of the broker's configuration, where each must be kept:
     * it would be opened before anybody could say that it is no longer wanted.
     *
     * @param file the configuration, of a broker that does not run; may be absent
     */
    static void forget(Path folder, Path file) throws IOException {
        Files.deleteIfExists(folder.resolve(FIRST));
        Files.deleteIfExists(folder.resolve(SECOND));
        if (Files.exists(file) && configuration(file).orElse(null) instanceof ObjectNode broker) {
            boolean port = drop(broker, "ports", PORT);
            boolean store = drop(broker, "keystores", KEY_STORE);
            if (port || store) {
                SecretFile.write(file, broker.toPrettyString());
            }
        }
    }

    /** {@return what is in the file; of one that is damaged the broker itself complains} */
    private static Optional<JsonNode> configuration(Path file) throws IOException {
        try {
            return Optional.of(Json.read(Files.readString(file)));
        } catch (BeamletException | CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static boolean drop(ObjectNode broker, String category, String name) {
        boolean dropped = false;
        Iterator<JsonNode> children = broker.path(category).elements();
        while (children.hasNext()) {
            if (children.next().path("name").asText().equals(name)) {
                children.remove();
                dropped = true;
            }
        }
        return dropped;
    }

    int port() {
        return port.getBoundPort();
    }

    /** Takes the certificate from its files again; connections that are open stay as they are. */
    synchronized void reload() {
        again = !again;
        keyStore.setAttributes(certificate(folder, access, again));
        port.updateTLS();
    }

    /** The broker reads a file again only if it is called otherwise than before. */
    private static Map<String, Object> certificate(
            Path folder, NetworkAccess access, boolean again) {
        String password = UUID.randomUUID().toString();
        Path file = folder.resolve(again ? SECOND : FIRST);
        PemKeys.write(access.certificate(), access.key(), file, password);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("storeUrl", file.toString());
        attributes.put("password", password);
        return attributes;
    }
}
