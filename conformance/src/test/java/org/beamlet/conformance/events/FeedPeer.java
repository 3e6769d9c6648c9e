package org.beamlet.conformance.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** A broker that speaks AMQP 1.0; without a user, it lets everybody in. */
record FeedPeer(String host, int port, String user, String password, String address) {

    /** {@return the service's environment that makes it feed the broker} */
    Map<String, String> settings(Path folder) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("BEAMLET_FEED_URL", "amqp://%s:%d".formatted(host, port));
        settings.put("BEAMLET_FEED_ADDRESS", address);
        if (!user.isEmpty()) {
            Path file = folder.resolve("feed.password");
            Files.writeString(file, password);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            settings.put("BEAMLET_FEED_USER", user);
            settings.put("BEAMLET_FEED_PASSWORD_FILE", file.toString());
        }
        return settings;
    }
}
