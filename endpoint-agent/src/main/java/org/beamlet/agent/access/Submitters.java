package org.beamlet.agent.access;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.beamlet.protocol.error.BeamletException;

/** For whom the agent runs tasks: its processes are those of whoever started it. */
public final class Submitters {
    private final Supplier<Optional<UUID>> ask;
    private final boolean othersAsMe;
    private volatile Optional<UUID> owner = Optional.empty();

    /**
     * @param owner who registered the endpoint; asked until it is known, for earlier services do
     *     not say
     * @param othersAsMe whether the owner agreed to run what anybody submits
     */
    public Submitters(Supplier<Optional<UUID>> owner, boolean othersAsMe) {
        this.ask = owner;
        this.othersAsMe = othersAsMe;
    }

    /**
     * Judges who submitted a task.
     *
     * @param user as the task message says it; empty if it is of an earlier version of the service
     * @return why it must not run, if it must not
     * @throws IllegalStateException where that cannot be known now: take the task again later
     */
    Optional<String> refusal(String user) {
        // Earlier versions of the service did not say it, and what they queued is still to be run.
        // A service that would lie about the user could name the owner as well.
        if (othersAsMe
                || user.isEmpty()
                || owner().filter(own -> own.toString().equals(user)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                "user %s submitted it, and this endpoint runs its owner's tasks alone"
                        .formatted(user));
    }

    private Optional<UUID> owner() {
        if (owner.isEmpty()) {
            try {
                owner = ask.get();
            } catch (BeamletException e) {
                throw new IllegalStateException("whose endpoint this is: " + e.getMessage(), e);
            }
        }
        return owner;
    }
}
