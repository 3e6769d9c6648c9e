package org.beamlet.protocol.task;

/**
 * Numbers of attempts, which are also fencing tokens: whatever carries a lower one is stale.
 *
 * <p>The service numbers its placements 1, 1001, 2001, …; an agent counts up from the number that
 * it was given when it places a task again by itself. So a later placement of the service is above
 * whatever an agent that nobody hears of may have reached meanwhile.
 */
public final class AttemptNumber {
    public static final int FIRST = 1;

    /** An agent may place a task so many times before the service's next number begins. */
    public static final int TRIES = 1000;

    private AttemptNumber() {}

    /** {@return the number of the service's next placement after the one that this belongs to} */
    public static int next(int attempt) {
        return placement(attempt) * TRIES + FIRST;
    }

    /** {@return the how-manieth placement of the service this belongs to, from 1} */
    public static int placement(int attempt) {
        return (attempt - FIRST) / TRIES + 1;
    }
}
