package org.beamlet.client.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.beamlet.catalog.Catalog;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.login.UserTokens;
import org.beamlet.protocol.net.Connections;

/**
 * Where a command runs.
 *
 * @param variables the environment variables
 * @param folder the current folder
 * @param catalog the functions of this installation
 */
public record Environment(
        Map<String, String> variables, Path folder, Terminal terminal, Supplier<Catalog> catalog) {
    private static final String DEFAULT_URL = "http://127.0.0.1:5000";

    /** {@return the surroundings of this process} */
    public static Environment ofProcess() {
        Map<String, String> variables = System.getenv();
        return new Environment(
                variables,
                Path.of("").toAbsolutePath(),
                Terminal.ofProcess(variables),
                Catalog::load);
    }

    /** {@return the folder where everything of a user lives} */
    public BeamletHome home() {
        return BeamletHome.of(variables, folder);
    }

    /** {@return whom to trust, and which proxies to take} */
    public Connections connections() {
        return Connections.of(variables);
    }

    /** {@return the installation folder, where the command {@code beamlet} lies} */
    public Path app() {
        String app = System.getProperty("beamlet.app", "");
        if (app.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the installation folder is not known: beamlet.app is not set",
                    "start the command as ./beamlet");
        }
        return Path.of(app);
    }

    public URI url() {
        String url = variables.getOrDefault("BEAMLET_URL", "");
        return url.isBlank() ? URI.create(DEFAULT_URL) : url("BEAMLET_URL", url);
    }

    /** Reads the address of a service; {@code name} says where it was written. */
    static URI url(String name, String url) {
        try {
            URI uri = new URI(url.strip());
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw new BeamletException(
                ErrorCode.USAGE,
                "%s is '%s'".formatted(name, url),
                "give scheme, host and port, such as " + DEFAULT_URL);
    }

    /** {@return the source of the user's tokens for the service, if there is one} */
    public Optional<TokenSource> tokens() {
        return userTokens().find(url());
    }

    private UserTokens userTokens() {
        return new UserTokens(variables, home(), connections());
    }

    /** {@return a client of the service, with the user's token} */
    public BeamletClient client() {
        URI service = url();
        TokenSource tokens = userTokens().required(service);
        // Said before anything is sent: nobody is there to ask without a token.
        String _ = tokens.token();
        return new BeamletClient(service, tokens, BeamletClient.TIMEOUT, connections());
    }
}
