package org.beamlet.cloud.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.util.Set;
import java.util.function.Function;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Proves access tokens of the issuer: signature, issuer, audience, time. */
public final class OidcTokens implements Function<String, Caller> {
    /** Signatures with a key pair only: a shared secret would let this service forge tokens. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final OidcUsers users;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public OidcTokens(OidcSettings settings, OidcUsers users) {
        this.settings = settings;
        this.users = users;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(ALGORITHMS, new IssuerKeys(settings.issuer())));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        settings.audience(),
                        new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
                        Set.of("sub", "exp"));
        claims.setMaxClockSkew((int) settings.clockSkew().toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** {@return who the token stands for; raises INVALID_AUTH_TOKEN where it proves nothing} */
    @Override
    public Caller apply(String token) {
        return users.caller(settings, proven(token));
    }

    private JWTClaimsSet proven(String token) {
        try {
            return processor.process(token, null);
        } catch (KeySourceException e) {
            throw new BeamletException(
                    ErrorCode.ISSUER_UNREACHABLE,
                    "the keys of the issuer '%s' cannot be had: %s"
                            .formatted(settings.issuer(), e.getMessage()),
                    "try again; an operator checks beamlet.oidc.issuer and the way there",
                    e);
        } catch (ParseException e) {
            throw invalid("is neither one of this service nor a JWT", e);
        } catch (BadJOSEException | JOSEException e) {
            throw invalid("does not prove who you are: " + e.getMessage(), e);
        }
    }

    private BeamletException invalid(String what, Exception cause) {
        return new BeamletException(
                ErrorCode.INVALID_AUTH_TOKEN,
                "the bearer token " + what,
                "log in again at %s for the audience %s, or use a token of `beamlet cloud token`"
                        .formatted(settings.issuer(), settings.audience()),
                cause);
    }
}
