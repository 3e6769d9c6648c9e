package org.beamlet.agent.link;

import java.util.Optional;

/** What the link must know of blocks before it lets anybody in. */
public interface BlockSecrets {
    /** {@return the secret of a block that has not ended} */
    Optional<String> secret(String block);

    /** {@return whether this is the first enrolment of a node and job restart, now noted} */
    boolean enrol(String block, String node, int jobRestart);

    /**
     * Told of whoever is not let in.
     *
     * @param block and {@code node} as they say
     * @param address from which they came; empty where that is not known
     */
    default void refused(String block, String node, String address, String why) {}

    /** Told when a node manager's stream breaks, so that the block can be looked at soon. */
    void disconnected(String block);
}
