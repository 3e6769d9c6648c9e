package org.beamlet.protocol.login;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.net.Connections;

/**
 * Finds the tokens of a user for a service: {@code BEAMLET_TOKEN}, else the service client that
 * {@code BEAMLET_CLIENT_ID} names, else a login at that service, else the file {@code token}.
 */
public final class UserTokens {
    private final Map<String, String> environment;
    private final BeamletHome home;
    private final Connections connections;

    public UserTokens(Map<String, String> environment, BeamletHome home, Connections connections) {
        this.environment = environment;
        this.home = home;
        this.connections = connections;
    }

    /** {@return what there is for that service} */
    public Optional<TokenSource> find(URI service) {
        String token = variable("BEAMLET_TOKEN");
        if (!token.isEmpty()) {
            return Optional.of(TokenSource.fixed(oneWord("BEAMLET_TOKEN", token)));
        }
        if (!variable("BEAMLET_CLIENT_ID").isEmpty()) {
            return Optional.of(serviceClient(service));
        }
        Optional<SavedLogin> login =
                SavedLogin.read(home.login()).filter(saved -> saved.isFor(service));
        if (login.isPresent()) {
            return Optional.of(
                    new LoginTokens(login.get(), home.login(), connections, Clock.systemUTC()));
        }
        return kept(home.token()).map(TokenSource::fixed);
    }

    /** {@return in words, where {@link #find} takes tokens from for that service} */
    public String origin(URI service) {
        if (!variable("BEAMLET_TOKEN").isEmpty()) {
            return "BEAMLET_TOKEN";
        }
        if (!variable("BEAMLET_CLIENT_ID").isEmpty()) {
            return "the service client of BEAMLET_CLIENT_ID";
        }
        return SavedLogin.read(home.login())
                .filter(saved -> saved.isFor(service))
                .map(login -> "login at " + login.issuer())
                .orElseGet(() -> home.token().toString());
    }

    /** {@return what there is, or a source that says how to get some} */
    public TokenSource required(URI service) {
        return find(service)
                .orElseGet(() ->
                        TokenSource.none(
                                "there is no token in BEAMLET_TOKEN or %s, and no login at %s"
                                        .formatted(home.token(), service),
                                "run `beamlet login`, or `beamlet cloud token --user NAME --save`"
                                        + " where the service runs"));
    }

    private TokenSource serviceClient(URI service) {
        String id = variable("BEAMLET_CLIENT_ID");
        String file = variable("BEAMLET_CLIENT_SECRET_FILE");
        if (file.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "BEAMLET_CLIENT_ID is '%s' and BEAMLET_CLIENT_SECRET_FILE is not set"
                            .formatted(id),
                    "name the file that holds the client's secret, readable by you alone");
        }
        String secret =
                kept(Path.of(file))
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.USER_UNAUTHENTICATED,
                                        "'%s' holds no secret".formatted(file),
                                        "put the client's secret there, chmod 600"));
        return new ClientTokens(
                () -> place(service),
                new Issuer.ClientSecret(id, secret),
                connections,
                Clock.systemUTC());
    }

    private ClientTokens.Place place(URI service) {
        String pinned = variable("BEAMLET_ISSUER");
        SignOn signOn = SignOn.of(service, connections);
        String audience = signOn.audience() == null ? "" : signOn.audience();
        URI issuer = pinned.isEmpty() ? signOn.requiredIssuer(service) : URI.create(pinned);
        return new ClientTokens.Place(issuer, variable("BEAMLET_SCOPE"), audience);
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private static Optional<String> kept(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            return text.isEmpty() ? Optional.empty() : Optional.of(oneWord(file.toString(), text));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "make it readable for you alone: chmod 600 " + file,
                    e);
        }
    }

    /** A header takes no line feeds; neither does any token hold one. */
    private static String oneWord(String where, String token) {
        if (token.chars().allMatch(c -> c > ' ' && c < 127)) {
            return token;
        }
        throw new BeamletException(
                ErrorCode.INVALID_AUTH_TOKEN,
                "%s holds something that is not a token".formatted(where),
                "put the one word there that `beamlet cloud token` prints last");
    }
}
