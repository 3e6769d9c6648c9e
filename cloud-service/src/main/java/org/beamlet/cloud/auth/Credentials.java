package org.beamlet.cloud.auth;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Says who shows a bearer token: one of this service's own, or one of an issuer it trusts. */
public final class Credentials {
    /** What was revoked on another replica stops working here within this time. */
    private static final Duration FRESH = Duration.ofMillis(300);

    private static final int REMEMBERED = 10_000;

    private final Tokens tokens;
    private final Optional<Function<String, Caller>> issuer;
    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(Caller caller, long until) {}

    /**
     * Makes it.
     *
     * @param issuer reads and proves tokens of an issuer, if one is trusted
     */
    public Credentials(
            Tokens tokens, Optional<Function<String, Caller>> issuer, LongSupplier nanoTime) {
        this.tokens = tokens;
        this.issuer = issuer;
        this.nanoTime = nanoTime;
    }

    /** {@return whose token it is; raises INVALID_AUTH_TOKEN where it does not work} */
    public Caller caller(String token) {
        String hash = Secrets.hash(token);
        Known cached = known.get(hash);
        long now = nanoTime.getAsLong();
        if (cached != null && cached.until() - now > 0) {
            return cached.caller();
        }
        known.remove(hash);
        Caller caller = asOfNow(token);
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(hash, new Known(caller, now + FRESH.toNanos()));
        return caller;
    }

    /** As {@link #caller}, past what is remembered. */
    public Caller asOfNow(String token) {
        if (issuer.isPresent() && !token.startsWith(Tokens.PREFIX)) {
            return issuer.get().apply(token);
        }
        return tokens.caller(token)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.INVALID_AUTH_TOKEN,
                                "the bearer token is not known here",
                                "make one with `beamlet cloud token --user NAME` against this"
                                        + " service"));
    }

    /** Forgets what is remembered: something about users, groups or tokens has changed. */
    public void changed() {
        known.clear();
    }
}
