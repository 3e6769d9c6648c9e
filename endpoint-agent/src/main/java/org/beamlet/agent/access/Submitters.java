package org.beamlet.agent.access;

import java.util.Optional;
import java.util.UUID;

/**
 * For whom the agent runs tasks: its processes are those of whoever started it.
 *
 * @param owner who registered the endpoint; empty if the service does not say
 * @param othersAsMe whether the owner agreed to run what anybody submits
 */
public record Submitters(Optional<UUID> owner, boolean othersAsMe) {
    /**
     * Judges who submitted a task.
     *
     * @param user as the task message says it; empty if it is of an earlier version of the service
     * @return why it must not run, if it must not
     */
    Optional<String> refusal(String user) {
        // Earlier versions of the service did not say it, and what they queued is still to be run.
        // A service that would lie about the user could name the owner as well.
        if (othersAsMe
                || user.isEmpty()
                || owner.filter(own -> own.toString().equals(user)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                "user %s submitted it, and this endpoint runs its owner's tasks alone"
                        .formatted(user));
    }
}
