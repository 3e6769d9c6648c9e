package org.beamlet.conformance.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** A broker that speaks AMQP 1.0; without a user, it lets everybody in. */
record FeedPeer(String host, int port, String user, String password, String address) {

    /** {@return what the service must be set to feed it} */
    Map<String, String> settings(Path folder) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("beamlet.feed.url", "amqp://%s:%d".formatted(host, port));
        settings.put("beamlet.feed.address", address);
        if (!user.isEmpty()) {
            Path file = folder.resolve("feed.password");
            Files.writeString(file, password);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            settings.put("beamlet.feed.user", user);
            settings.put("beamlet.feed.password-file", file.toString());
        }
        return settings;
    }
}
