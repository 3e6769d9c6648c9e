package org.beamlet.cloud.group;

import java.util.List;
import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;

/**
 * Endpoints that stand in for each other.
 *
 * @param id taken wherever an endpoint's id is, for submissions
 * @param members in the order in which they are preferred
 */
public record EndpointGroup(
        EndpointId id,
        UUID ownerId,
        String name,
        Policy policy,
        Running running,
        List<EndpointId> members) {
    public EndpointGroup {
        members = List.copyOf(members);
    }

    /** Which member takes a task. */
    public enum Policy {
        /** The first that can. */
        ORDERED("ordered"),
        /** The one with the fewest unfinished tasks for its workers. */
        LEAST_LOADED("least-loaded");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        public static Policy of(String word) {
            for (Policy policy : values()) {
                if (policy.word.equals(word)) {
                    return policy;
                }
            }
            throw unknown("policy", word, "ordered or least-loaded");
        }
    }

    /** When a task that an endpoint has taken on goes to another. */
    public enum Running {
        /** Once the endpoint's lease is over. */
        AFTER_LEASE("after-lease"),
        /** As soon as it counts as offline; a task may then run twice at the same time. */
        WHEN_OFFLINE("when-offline"),
        /** Not at all: it fails when the lease is over. */
        NEVER("never");

        private final String word;

        Running(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        public static Running of(String word) {
            for (Running running : values()) {
                if (running.word.equals(word)) {
                    return running;
                }
            }
            throw unknown("running", word, "after-lease, when-offline or never");
        }
    }

    private static BeamletException unknown(String what, String word, String words) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID, "%s is '%s'".formatted(what, word), "use " + words);
    }
}
