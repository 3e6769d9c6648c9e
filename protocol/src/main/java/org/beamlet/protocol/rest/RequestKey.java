package org.beamlet.protocol.rest;

import java.util.UUID;

/**
 * Tells a request that a client sends again from another one with equal content. Only some clients
 * send it; Globus Compute's do not.
 */
public final class RequestKey {
    /** The name under which HTTP services commonly take one. */
    public static final String HEADER = "Idempotency-Key";

    private RequestKey() {}

    /** {@return a key for a request and its repetitions} */
    public static String next() {
        return UUID.randomUUID().toString();
    }
}
