package org.beamlet.client;

import java.time.Duration;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.TaskTerms;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for a task beside its arguments.
 *
 * @param timeLimit after which the task is ended where it runs; null for as long as the endpoint
 *     allows
 * @param priority among the submitter's own tasks on the endpoint, the lower first
 */
public record SubmitOptions(@Nullable Duration timeLimit, int priority) {
    /** Nothing is asked. */
    public static final SubmitOptions NONE = new SubmitOptions(null, 0);

    private static final Duration LONGEST = Duration.ofDays(365);

    public SubmitOptions {
        if (timeLimit != null
                && (timeLimit.compareTo(Duration.ofMillis(1)) < 0
                        || timeLimit.compareTo(LONGEST) > 0)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "a task cannot be given a limit of %s".formatted(timeLimit),
                    "give one from a millisecond to a year");
        }
    }

    /** Ends the task once it has run for so long. */
    public SubmitOptions withTimeLimit(Duration limit) {
        return new SubmitOptions(limit, priority);
    }

    /** Places the task before those of the same user with a higher number. */
    public SubmitOptions withPriority(int number) {
        return new SubmitOptions(timeLimit, number);
    }

    /** {@return as they travel; null where nothing is asked} */
    @Nullable TaskTerms terms() {
        return equals(NONE)
                ? null
                : new TaskTerms(
                        null,
                        timeLimit == null ? null : timeLimit.toMillis() / 1000.0,
                        priority == 0 ? null : priority);
    }
}
