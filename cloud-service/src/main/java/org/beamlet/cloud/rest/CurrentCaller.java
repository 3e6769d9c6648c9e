package org.beamlet.cloud.rest;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Who makes the present request, and the id under which the log knows it. */
@RequestScoped
public class CurrentCaller {
    private final String requestId = UUID.randomUUID().toString();
    private @Nullable Caller caller;
    private Optional<String> token = Optional.empty();

    String requestId() {
        return requestId;
    }

    /** Takes note of who calls and what they showed. */
    void set(Caller known, Optional<String> shown) {
        this.caller = known;
        this.token = shown;
    }

    boolean isKnown() {
        return caller != null;
    }

    /** {@return the bearer token of the request; a secret} */
    Optional<String> token() {
        return token;
    }

    Caller get() {
        if (caller == null) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "the request has no bearer token",
                    "send `Authorization: Bearer <token>`; `beamlet cloud token --user NAME`"
                            + " makes one");
        }
        return caller;
    }
}
