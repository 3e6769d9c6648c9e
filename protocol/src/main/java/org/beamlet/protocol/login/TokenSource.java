package org.beamlet.protocol.login;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Gives the bearer token for the next call. Safe for use by many threads. */
@FunctionalInterface
public interface TokenSource {
    /**
     * {@return a token that is good now}
     *
     * @throws BeamletException with a remedy, where there is none and none can be had
     */
    String token();

    /**
     * Told that the service refused a token.
     *
     * @return whether {@link #token} now gives another one, so that the call is worth repeating
     */
    default boolean renew(String refused) {
        return false;
    }

    /** {@return a source that always gives this token} */
    static TokenSource fixed(String token) {
        return () -> token;
    }

    /** {@return a source of nothing, which says how to get a token} */
    static TokenSource none(String what, String remedy) {
        return () -> {
            throw new BeamletException(ErrorCode.USER_UNAUTHENTICATED, what, remedy);
        };
    }
}
