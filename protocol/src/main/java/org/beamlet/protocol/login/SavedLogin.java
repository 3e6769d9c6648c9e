package org.beamlet.protocol.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.PrivateFile;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a login left behind, in a file that only its user may read.
 *
 * @param service the one service that these tokens are for
 * @param user who logged in, as the issuer names them; null where it does not say
 * @param issuedAt seconds since 1970
 * @param expiresAt seconds since 1970
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavedLogin(
        @JsonProperty("service") String service,
        @JsonProperty("issuer") String issuer,
        @JsonProperty("client_id") String clientId,
        @JsonProperty("user") @Nullable String user,
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("refresh_token") @Nullable String refreshToken,
        @JsonProperty("issued_at") double issuedAt,
        @JsonProperty("expires_at") double expiresAt) {

    /** {@return a new login} */
    public static SavedLogin of(
            URI service, URI issuer, String clientId, @Nullable String user, Grant grant) {
        return new SavedLogin(
                origin(service),
                issuer.toString(),
                clientId,
                user,
                grant.accessToken(),
                grant.refreshToken(),
                seconds(grant.issuedAt()),
                seconds(grant.expiresAt()));
    }

    /** Reads the file; empty where nobody is logged in. */
    public static Optional<SavedLogin> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Json.read(Files.readString(file), SavedLogin.class))
                    : Optional.empty();
        } catch (IOException | BeamletException e) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "'%s' cannot be read".formatted(file),
                    "remove it and log in again with `beamlet login`",
                    e);
        }
    }

    /** Keeps it, readable by the user alone. */
    public void write(Path file) {
        PrivateFile.write(file, Json.write(this) + "\n");
    }

    /** {@return the same login with what a renewal brought} */
    SavedLogin renewed(Grant grant) {
        return new SavedLogin(
                service,
                issuer,
                clientId,
                user,
                grant.accessToken(),
                // An issuer that does not rotate refresh tokens sends none.
                grant.refreshToken() == null ? refreshToken : grant.refreshToken(),
                seconds(grant.issuedAt()),
                seconds(grant.expiresAt()));
    }

    Grant grant() {
        return new Grant(accessToken, refreshToken, null, instant(issuedAt), instant(expiresAt));
    }

    /** {@return whether these tokens may be shown to that service} */
    public boolean isFor(URI other) {
        return service.equals(origin(other));
    }

    /** {@return until when the token is good; it is renewed before} */
    public Instant until() {
        return instant(expiresAt);
    }

    /** Scheme, host and port, in one way of writing. */
    static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private static Instant instant(double seconds) {
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    @Override
    public String toString() {
        return "SavedLogin[%s at %s]".formatted(user, service);
    }
}
