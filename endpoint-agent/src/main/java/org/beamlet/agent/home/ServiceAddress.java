package org.beamlet.agent.home;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.BeamletHome;

/** Where the service is, and the token for it. */
public record ServiceAddress(URI url, String token) {
    private static final String DEFAULT = "http://127.0.0.1:5000";

    /**
     * Finds both.
     *
     * @param option what the command line says of the URL
     * @throws BeamletException with code USAGE or USER_UNAUTHENTICATED
     */
    public static ServiceAddress find(
            BeamletHome home, Map<String, String> environment, Optional<String> option) {
        return new ServiceAddress(url(environment, option), token(home, environment));
    }

    private static URI url(Map<String, String> environment, Optional<String> option) {
        String named = environment.getOrDefault("BEAMLET_URL", "");
        String text = option.orElse(named.isBlank() ? DEFAULT : named);
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (url.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return url;
            }
        } catch (URISyntaxException _) {
            // Said below, like every other fault of the text.
        }
        throw new BeamletException(
                ErrorCode.USAGE,
                "'%s' is not the URL of a service".formatted(text),
                "give one such as " + DEFAULT);
    }

    private static String token(BeamletHome home, Map<String, String> environment) {
        String named = environment.getOrDefault("BEAMLET_TOKEN", "").strip();
        if (!named.isEmpty()) {
            return named;
        }
        try {
            String kept = Files.readString(home.token()).strip();
            if (!kept.isEmpty()) {
                return kept;
            }
        } catch (IOException _) {
            // No file is the same as an empty one.
        }
        throw new BeamletException(
                ErrorCode.USER_UNAUTHENTICATED,
                "there is no token in BEAMLET_TOKEN nor in %s".formatted(home.token()),
                "run `beamlet cloud token`, or ask whoever runs the service for a token");
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
