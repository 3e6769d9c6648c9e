package org.beamlet.cloud.limit;

import java.time.Duration;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Nothing was done, and the same request will be in order after a while. */
public final class RetryLaterException extends BeamletException {
    private static final long serialVersionUID = 1L;

    private final Duration after;

    public RetryLaterException(ErrorCode code, String what, Duration after) {
        super(code, what, "send it again after %d s".formatted(seconds(after)));
        this.after = after;
    }

    /** {@return whole seconds, at least one, as the header {@code Retry-After} has them} */
    public long seconds() {
        return seconds(after);
    }

    private static long seconds(Duration after) {
        return Math.max(1, Math.ceilDiv(after.toMillis(), 1000));
    }
}
