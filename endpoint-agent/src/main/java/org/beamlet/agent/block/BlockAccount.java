package org.beamlet.agent.block;

import java.util.Collection;
import java.util.Optional;
import org.beamlet.agent.usage.HeldNodes;
import org.beamlet.providers.JobId;

/** Whoever keeps account of blocks. */
public interface BlockAccount {
    /** Nobody does. */
    BlockAccount NONE = new BlockAccount() {};

    /** A block is a job now. */
    default void asked(String block, JobId job) {}

    /** A block is that job: told now and then, also of those that another agent asked for. */
    default void known(String block, JobId job) {}

    /** It is over, or was given back. */
    default void ended(String block, JobId job, String how) {}

    /** Somebody who is no node of a block was not let in. */
    default void refused(String block, String node, String address, String why) {}

    /** Told now and then of all that have jobs. */
    default void look(Collection<HeldNodes> blocks) {}

    /** {@return whether there is a bound on what may be used} */
    default boolean bounded() {
        return false;
    }

    /** {@return why no other block may be asked for, if none may} */
    default Optional<String> refusal(Collection<HeldNodes> held) {
        return Optional.empty();
    }
}
