package org.beamlet.agent.access;

/** Whoever keeps account of attempts is told of each, after it was judged. */
@FunctionalInterface
public interface Attempts {
    void note(Attempt attempt);

    /** {@return whether it wants to know also what is allowed to the one who owns the endpoint} */
    default boolean all() {
        return false;
    }
}
