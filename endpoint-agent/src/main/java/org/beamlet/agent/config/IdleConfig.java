package org.beamlet.agent.config;

/**
 * After how many reports without news an endpoint ends by itself.
 *
 * @param soft with nothing left to do, after it has done something; 0 never
 * @param hard whatever is left to do; counts only if {@code soft} is not 0
 */
public record IdleConfig(int soft, int hard) {
    static IdleConfig read(Section top) {
        return new IdleConfig(
                top.integer("idle_heartbeats_soft", 0, 0, 10_000_000),
                top.integer("idle_heartbeats_hard", 5760, 0, 10_000_000));
    }

    /** {@return whether the endpoint ever ends by itself} */
    public boolean ends() {
        return soft > 0;
    }

    /** {@return reports without news after which it ends whatever is left to do} */
    public int hardest() {
        return Math.max(soft + 1, hard);
    }
}
