package org.beamlet.agent.link;

import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.beamlet.agent.spool.ResultName;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;

/**
 * Which results of one node manager are taken.
 *
 * @param largest bytes that one may have
 */
record ResultRules(ResultSpool spool, LongSupplier largest, Placements placements) {
    /** Which tasks the manager has. */
    @FunctionalInterface
    interface Placements {
        boolean has(TaskId task, int attempt);
    }

    /**
     * {@return which result it is}
     *
     * @throws BeamletException with code MESSAGE_INVALID, ARTIFACT_TOO_LARGE
     */
    ResultName name(ResultHead head) {
        String sha256 = head.getSha256();
        if (!sha256.matches("[0-9a-f]{64}") || head.getSize() <= 0 || head.getAttempt() < 1) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    "a result of %,d bytes with SHA-256 '%s' was announced for attempt %d"
                            .formatted(head.getSize(), sha256, head.getAttempt()),
                    "have node and endpoint run the same version of Beamlet");
        }
        long most = largest.getAsLong();
        if (head.getSize() > most) {
            throw new BeamletException(
                    ErrorCode.ARTIFACT_TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "the result has %,d bytes, and the service takes at most %,d",
                            head.getSize(),
                            most),
                    "write it to a file and return that one's path, or have beamlet.objects.largest"
                            + " of the service raised");
        }
        return new ResultName(TaskId.parse(head.getTaskId()), head.getAttempt(), sha256);
    }

    /** {@return what can be said without the bytes; empty where they are wanted} */
    Optional<ResultAnswer.Kind> known(ResultName name) {
        if (!placements.has(name.task(), name.attempt())) {
            return Optional.of(ResultAnswer.Kind.UNWANTED);
        }
        return spool.has(name) ? Optional.of(ResultAnswer.Kind.STORED) : Optional.empty();
    }
}
