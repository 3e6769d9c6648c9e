package org.beamlet.agent.access;

import java.util.Optional;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.TouchedPaths;

/**
 * Something that was asked of this endpoint, and what was said to it.
 *
 * @param submitter as the service names them: an id, and a name where one is known
 * @param account of this machine as which it runs, or would have run; may be empty
 * @param function by id, and the SHA-256 of its code where that is known; both may be empty
 * @param endpoint by id
 * @param paths that arguments name, as they came
 * @param refusal empty where it was allowed
 */
public record Attempt(
        What what,
        String id,
        String submitter,
        String account,
        String function,
        String hash,
        String endpoint,
        TouchedPaths paths,
        Optional<Refused> refusal) {
    /** What was asked for. */
    public enum What {
        TASK,
        USER_ENDPOINT
    }

    /** Why it was not done. */
    public record Refused(ErrorCode code, String why) {}
}
