package org.beamlet.agent.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;

/** What is written into a unit or a crontab, so that the agent finds what it finds here. */
final class KeptSettings {
    private static final String[] KEPT = {
        "BEAMLET_URL",
        "BEAMLET_CA",
        "BEAMLET_CLIENT_ID",
        "BEAMLET_CLIENT_SECRET_FILE",
        "BEAMLET_ISSUER",
        "BEAMLET_SCOPE",
        "BEAMLET_JAVA_HOME",
        "BEAMLET_ENDPOINT_JAVA_OPTIONS",
        "BEAMLET_LOG_FORMAT",
        "no_proxy",
        "NO_PROXY"
    };

    private static final String[] PROXIES = {
        Connections.PROXY, "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"
    };

    private KeptSettings() {}

    /** {@return what of a command's environment and options an agent needs that others start} */
    static Map<String, String> of(EndpointCommand parent, @Nullable String url) {
        Map<String, String> kept = new LinkedHashMap<>();
        kept.put("BEAMLET_HOME", parent.home().root().toString());
        Map<String, String> variables = parent.environment();
        for (String variable : KEPT) {
            String value = variables.getOrDefault(variable, "");
            if (!value.isBlank()) {
                kept.put(variable, value);
            }
        }
        for (String proxy : PROXIES) {
            String value = variables.getOrDefault(proxy, "");
            // With a password in it, it does not belong into a file that others may read.
            if (!value.isBlank() && !value.contains("@")) {
                kept.put(proxy, value);
            }
        }
        if (url != null) {
            kept.put("BEAMLET_URL", url);
        }
        return kept;
    }

    /** {@return {@code beamlet} itself} */
    static Path program() {
        String app = System.getProperty("beamlet.app", "");
        Path program = Path.of(app, "beamlet").toAbsolutePath().normalize();
        if (app.isBlank() || !Files.isExecutable(program)) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the installation of Beamlet is not known",
                    "give the command as `beamlet endpoint`");
        }
        return program;
    }
}
