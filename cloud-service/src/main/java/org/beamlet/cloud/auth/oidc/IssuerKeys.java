package org.beamlet.cloud.auth.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's keys, fetched when first needed: a service starts though its issuer is away. A key
 * that is not known yet is looked for at once, but not for every forged token anew.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final int PATIENCE_MS = 5000;
    private static final int LARGEST = 256 * 1024;
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration REFRESH_PATIENCE = Duration.ofSeconds(10);

    /** So seldom may forged key names make the service ask, after a first two times. */
    private static final Duration RARELY = Duration.ofSeconds(10);

    /** How long old keys do while the issuer is away. */
    private static final Duration OUTAGE = Duration.ofHours(4);

    private final URI issuer;
    private final DefaultResourceRetriever web =
            new DefaultResourceRetriever(PATIENCE_MS, PATIENCE_MS, LARGEST);
    private @Nullable JWKSource<SecurityContext> found;

    IssuerKeys(URI issuer) {
        this.issuer = issuer;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
            throws KeySourceException {
        return source().get(selector, context);
    }

    private synchronized JWKSource<SecurityContext> source() throws KeySourceException {
        JWKSource<SecurityContext> known = found;
        if (known == null) {
            known =
                    JWKSourceBuilder.<SecurityContext>create(keysAddress(), web)
                            .cache(KEPT.toMillis(), REFRESH_PATIENCE.toMillis())
                            .rateLimited(RARELY.toMillis())
                            .retrying(true)
                            .outageTolerant(OUTAGE.toMillis())
                            .build();
            found = known;
        }
        return known;
    }

    private URL keysAddress() throws KeySourceException {
        String base = issuer.toString().replaceAll("/+$", "");
        try {
            String document =
                    web.retrieveResource(
                                    URI.create(base + "/.well-known/openid-configuration").toURL())
                            .getContent();
            var discovered = Json.read(document);
            if (!discovered.path("issuer").asText("").equals(issuer.toString())) {
                throw new KeySourceException(
                        "its discovery document names another issuer, '%s'"
                                .formatted(discovered.path("issuer").asText("")));
            }
            return URI.create(discovered.path("jwks_uri").asText("")).toURL();
        } catch (IOException | BeamletException | IllegalArgumentException e) {
            throw new KeySourceException(String.valueOf(e.getMessage()), e);
        }
    }
}
