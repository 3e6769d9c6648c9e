package org.beamlet.agent.registration;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long the tasks that the agent has are certainly still its own: the service takes them
 * away after so much silence, counted from when it heard the agent last.
 *
 * <p>It ends here a little sooner than there. Once it has ended, only the service's word on each
 * task opens it again.
 */
public final class Lease {
    private static final double SOONER = 0.9;

    private final long nanosOfSilence;
    private final LongSupplier nanos;
    private long heard;
    private boolean ended;

    /**
     * @param length that the agent has told the service
     * @param nanos a clock that never goes back
     */
    public Lease(Duration length, LongSupplier nanos) {
        this.nanosOfSilence = (long) (SOONER * length.toNanos());
        this.nanos = nanos;
        this.heard = nanos.getAsLong();
    }

    /** The service heard the agent, with something that was sent then. */
    public synchronized void heard(long sentAt) {
        if (sentAt - heard > 0 && holds()) {
            heard = sentAt;
        }
    }

    /** The service has said which tasks are the agent's, in answer to a question sent then. */
    public synchronized void confirmed(long askedAt) {
        heard = askedAt;
        ended = false;
    }

    public synchronized boolean holds() {
        ended |= nanos.getAsLong() - heard > nanosOfSilence;
        return !ended;
    }
}
