package org.beamlet.protocol.login;

import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;

/** The tokens of a service client: a program that runs unattended and has a secret of its own. */
public final class ClientTokens implements TokenSource {
    /**
     * Where tokens come from.
     *
     * @param scope empty where the issuer's usual one will do
     * @param audience empty where the issuer need not be told
     */
    public record Place(URI issuer, String scope, String audience) {}

    private final Supplier<Place> where;
    private final Issuer.ClientSecret client;
    private final Connections connections;
    private final InstantSource clock;
    private @Nullable Place place;
    private @Nullable Grant grant;

    /**
     * Prepares a source.
     *
     * @param where asked once, when the first token is wanted
     */
    public ClientTokens(
            Supplier<Place> where,
            Issuer.ClientSecret client,
            Connections connections,
            InstantSource clock) {
        this.where = where;
        this.client = client;
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public synchronized String token() {
        Grant known = grant;
        if (known != null && !known.stale(clock.instant())) {
            return known.accessToken();
        }
        try {
            known = issued();
            grant = known;
            return known.accessToken();
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.SERVICE_UNREACHABLE
                    && known != null
                    && !known.expired(clock.instant())) {
                return known.accessToken();
            }
            throw e;
        }
    }

    @Override
    public synchronized boolean renew(String refused) {
        Grant known = grant;
        if (known != null && known.accessToken().equals(refused)) {
            grant = null;
        }
        return !token().equals(refused);
    }

    private Grant issued() {
        Place at = place == null ? where.get() : place;
        place = at;
        Map<String, String> form = new HashMap<>(Map.of("grant_type", "client_credentials"));
        if (!at.scope().isEmpty()) {
            form.put("scope", at.scope());
        }
        if (!at.audience().isEmpty()) {
            form.put("audience", at.audience());
        }
        try (Issuer issuer = new Issuer(at.issuer(), connections, clock)) {
            return switch (issuer.token(form, client)) {
                case Issuer.Answer.Granted(Grant fresh) -> fresh;
                case Issuer.Answer.Refused(String error, String why) ->
                        throw new BeamletException(
                                ErrorCode.USER_UNAUTHENTICATED,
                                "%s refuses the client '%s': %s"
                                        .formatted(
                                                at.issuer(),
                                                client.clientId(),
                                                why.isEmpty() ? error : why),
                                "check BEAMLET_CLIENT_ID and the file that"
                                        + " BEAMLET_CLIENT_SECRET_FILE names");
            };
        }
    }
}
