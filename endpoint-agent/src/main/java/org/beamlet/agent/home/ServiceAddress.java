package org.beamlet.agent.home;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.login.UserTokens;
import org.beamlet.protocol.net.Connections;

/**
 * Where the service is, and how it is called.
 *
 * @param tokens asked before every call, so that they may end while the agent goes on
 */
public record ServiceAddress(URI url, TokenSource tokens, Connections connections) {
    private static final String DEFAULT = "http://127.0.0.1:5000";

    /** An address with a token that lasts. */
    public ServiceAddress(URI url, String token) {
        this(url, TokenSource.fixed(token), Connections.of(System.getenv()));
    }

    /**
     * Finds it.
     *
     * @param option what the command line says of the URL
     * @throws BeamletException with code USAGE or USER_UNAUTHENTICATED
     */
    public static ServiceAddress find(
            BeamletHome home, Map<String, String> environment, Optional<String> option) {
        ServiceAddress address = seek(home, environment, option);
        // Said before anything else is tried: without one, every call would fail.
        String _ = address.tokens().token();
        return address;
    }

    /** The same, where there need not be a token. */
    public static ServiceAddress seek(
            BeamletHome home, Map<String, String> environment, Optional<String> option) {
        URI url = url(environment, option);
        Connections connections = Connections.of(environment);
        TokenSource tokens = new UserTokens(environment, home, connections).required(url);
        return new ServiceAddress(url, tokens, connections);
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

    @Override
    public String toString() {
        return url.toString();
    }
}
