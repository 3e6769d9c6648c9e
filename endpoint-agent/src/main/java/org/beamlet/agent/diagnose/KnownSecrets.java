package org.beamlet.agent.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;

/** The secrets of this user that Beamlet knows of. */
public final class KnownSecrets {
    private static final long LONGEST = 64 * 1024;

    private static final List<String> PROXIES =
            List.of(Connections.PROXY, "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY");

    private KnownSecrets() {}

    public static List<String> of(BeamletHome home, Map<String, String> environment) {
        List<String> secrets = new ArrayList<>();
        secrets.add(environment.getOrDefault("BEAMLET_TOKEN", ""));
        read(home.token(), secrets);
        for (String variable : PROXIES) {
            String proxy = environment.getOrDefault(variable, "");
            int end = proxy.lastIndexOf('@');
            if (end > 0) {
                secrets.add(proxy.substring(proxy.lastIndexOf('/', end) + 1, end));
                secrets.add(proxy.substring(proxy.lastIndexOf(':', end) + 1, end));
            }
        }
        String file = environment.getOrDefault("BEAMLET_CLIENT_SECRET_FILE", "").strip();
        if (!file.isEmpty()) {
            read(Path.of(file), secrets);
        }
        List<String> login = new ArrayList<>();
        read(home.login(), login);
        login.forEach(text -> strings(text, secrets));
        return secrets;
    }

    private static void read(Path file, List<String> to) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LONGEST) {
                to.add(Files.readString(file).strip());
            }
        } catch (IOException _) {
            // What cannot be read here was not written anywhere either.
        }
    }

    private static void strings(String login, List<String> to) {
        try {
            JsonNode json = Json.read(login);
            for (Map.Entry<String, JsonNode> entry : json.properties()) {
                if (entry.getKey().contains("token") && entry.getValue().isTextual()) {
                    to.add(entry.getValue().asText());
                }
            }
        } catch (BeamletException _) {
            to.add(login);
        }
    }
}
