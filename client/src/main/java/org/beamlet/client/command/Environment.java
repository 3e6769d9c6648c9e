package org.beamlet.client.command;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.beamlet.catalog.Catalog;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

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
    public Path home() {
        String home = variables.getOrDefault("BEAMLET_HOME", "");
        return home.isBlank()
                ? Path.of(System.getProperty("user.home"), ".beamlet")
                : folder.resolve(home).normalize();
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
        if (url.isBlank()) {
            return URI.create(DEFAULT_URL);
        }
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
                "BEAMLET_URL is '%s'".formatted(url),
                "give scheme, host and port, such as " + DEFAULT_URL);
    }

    /** {@return the token, from BEAMLET_TOKEN or the file {@code token} in the user's folder} */
    public Optional<String> token() {
        String token = variables.getOrDefault("BEAMLET_TOKEN", "").strip();
        if (!token.isEmpty()) {
            return Optional.of(printable("BEAMLET_TOKEN", token));
        }
        Path file = home().resolve("token");
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(printable(file.toString(), text));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "make it readable for you alone: chmod 600 " + file,
                    e);
        }
    }

    /** A header takes no line feeds; neither does any token hold one. */
    private static String printable(String where, String token) {
        if (token.chars().allMatch(c -> c > ' ' && c < 127)) {
            return token;
        }
        throw new BeamletException(
                ErrorCode.INVALID_AUTH_TOKEN,
                "%s holds something that is not a token".formatted(where),
                "put the one word there that `beamlet cloud token` prints last");
    }

    /** {@return a client of the service, with the user's token} */
    public BeamletClient client() {
        @Nullable String token = token().orElse(null);
        if (token == null) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "there is no token in BEAMLET_TOKEN or %s".formatted(home().resolve("token")),
                    "mint one with `beamlet cloud token --user NAME --save`");
        }
        return new BeamletClient(url(), token);
    }
}
