package org.beamlet.cloud.auth.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.eclipse.microprofile.config.Config;

/**
 * Which issuer is trusted and what its claims mean here.
 *
 * @param issuer as the tokens name it
 * @param audience what tokens for this service are meant for
 * @param userClaim a name for people to read; the user is known by the subject
 * @param groupsClaim a list of group names; dots lead into objects
 * @param rolesClaim a list of roles; dots lead into objects
 * @param operatorRole who has it looks after the service
 * @param clientId what command-line clients call themselves at the issuer
 * @param scopes what they ask for there
 * @param clockSkew how far the issuer's clock may be off
 */
public record OidcSettings(
        URI issuer,
        String audience,
        String userClaim,
        String groupsClaim,
        String rolesClaim,
        String operatorRole,
        Optional<String> clientId,
        List<String> scopes,
        Duration clockSkew) {

    /** {@return the settings; empty where no issuer is named} */
    public static Optional<OidcSettings> read(Config config) {
        return text(config, "issuer").map(issuer -> read(config, issuer));
    }

    private static OidcSettings read(Config config, String issuer) {
        return new OidcSettings(
                address(issuer),
                text(config, "audience")
                        .orElseThrow(() ->
                                invalid(
                                        "beamlet.oidc.audience is missing",
                                        "name the audience that the issuer puts into tokens for"
                                                + " this service: without one, tokens made for"
                                                + " others would open it")),
                text(config, "user-claim").orElse("preferred_username"),
                text(config, "groups-claim").orElse("groups"),
                text(config, "roles-claim").orElse("roles"),
                text(config, "operator-role").orElse("beamlet-operator"),
                text(config, "client-id"),
                List.of(
                        text(config, "scopes")
                                .orElse("openid profile offline_access")
                                .split("[,\\s]+", -1)),
                Duration.ofSeconds(
                        config.getOptionalValue("beamlet.oidc.clock-skew-seconds", Long.class)
                                .orElse(30L)));
    }

    private static Optional<String> text(Config config, String key) {
        return config.getOptionalValue("beamlet.oidc." + key, String.class)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** Plain HTTP would let anybody on the way put their own keys in; loopback has no way. */
    private static URI address(String text) {
        try {
            URI issuer = URI.create(text);
            String host = issuer.getHost();
            if (host != null
                    && ("https".equals(issuer.getScheme())
                            || ("http".equals(issuer.getScheme())
                                    && host.matches("127\\.0\\.0\\.1|localhost|\\[::1]")))) {
                return issuer;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw invalid(
                "beamlet.oidc.issuer is '%s'".formatted(text),
                "give the issuer's https address, exactly as its tokens name it");
    }

    private static BeamletException invalid(String what, String remedy) {
        return new BeamletException(ErrorCode.CONFIG_INVALID, what, remedy);
    }
}
