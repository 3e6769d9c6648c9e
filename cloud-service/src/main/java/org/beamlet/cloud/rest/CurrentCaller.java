package org.beamlet.cloud.rest;

import jakarta.enterprise.context.RequestScoped;
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

    String requestId() {
        return requestId;
    }

    void set(Caller known) {
        this.caller = known;
    }

    boolean isKnown() {
        return caller != null;
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
