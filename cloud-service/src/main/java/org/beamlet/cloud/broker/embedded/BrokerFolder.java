package org.beamlet.cloud.broker.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Where the broker keeps everything: {@code config.json} (structure, users, hashes of passwords)
 * and {@code messages/} (queues, bindings, messages).
 */
record BrokerFolder(Path path) {
    static final String CONFIG = "config.json";
    private static final String INITIAL = "initial.json";

    /** Left for the rest of the service, which then still answers. */
    private static final long FREE_BYTES = 256L * 1024 * 1024;

    static final String MESSAGES = "messages";

    static BrokerFolder prepare(Path path) {
        BrokerFolder folder = new BrokerFolder(path.toAbsolutePath().normalize());
        try {
            Files.createDirectories(folder.path);
            if (Files.getFileStore(folder.path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        folder.path, PosixFilePermissions.fromString("rwx------"));
            }
            folder.refuseMessagesWithoutConfiguration();
            folder.writeInitial();
            NetworkPort.forget(folder.path, folder.config());
            NetworkPort.forget(folder.path, folder.path.resolve(CONFIG + ".bak"));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker's folder '%s' cannot be written (%s)".formatted(path, e),
                    "make it writable for this user, or give another data folder with --data",
                    e);
        }
        return folder;
    }

    /** A fresh configuration beside old messages would start without their users, silently. */
    private void refuseMessagesWithoutConfiguration() {
        boolean configured =
                Files.exists(path.resolve(CONFIG)) || Files.exists(path.resolve(CONFIG + ".bak"));
        if (!configured && Files.exists(path.resolve(MESSAGES))) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker has messages in '%s' but '%s' is gone"
                            .formatted(path.resolve(MESSAGES), path.resolve(CONFIG)),
                    "restore config.json from a backup, or move '%s' away to start empty"
                            .formatted(path));
        }
    }

    private void writeInitial() throws IOException {
        URL resource = Objects.requireNonNull(BrokerFolder.class.getResource(INITIAL), INITIAL);
        try (InputStream in = resource.openStream()) {
            Files.copy(in, path.resolve(INITIAL), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    Path messages() {
        return path.resolve(MESSAGES);
    }

    Path config() {
        return path.resolve(CONFIG);
    }

    /** {@return what Broker-J is started with} */
    Map<String, Object> attributes(int port) {
        Map<String, String> context = new HashMap<>();
        context.put("qpid.work_dir", path.toString());
        context.put("beamlet.broker.folder", path.toString());
        context.put("beamlet.broker.port", Integer.toString(port));
        context.put(
                "qpid.port.connection_property_enrichers",
                "[\"STANDARD\",\"%s\"]".formatted(CapabilitiesEnricher.TYPE));
        // Two seconds by default, which a host under load exceeds between accepting and reading.
        context.put("qpid.port.protocol_handshake_timeout", "10000");
        // By default the broker stops taking messages on a disk that is 90 % full: on a large
        // shared disk that is an ordinary day.
        context.put("store.filesystem.maxUsagePercent", "98");
        // And its store on one that has less than 5 GB left, which a small disk always has.
        context.put("je.freeDisk", Long.toString(FREE_BYTES));
        // Broker-J hands what its store logs to slf4j, which here ends at the very loggers that
        // it came from: one line that is not filtered goes round for ever.
        context.put("qpid.bdb.je.jul_logger_level_override", "{\"com.sleepycat.je\":\"OFF\"}");
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("type", "JSON");
        attributes.put("storePath", path.resolve(CONFIG).toString());
        attributes.put("initialConfigurationLocation", path.resolve(INITIAL).toUri().toString());
        attributes.put("startupLoggedToSystemOut", false);
        attributes.put("context", context);
        return attributes;
    }
}
