package org.beamlet.cloud.function;

import org.jspecify.annotations.Nullable;

/**
 * What its owner says of a version that has had its day.
 *
 * @param revoked whether it must not be submitted any more, not only should not
 * @param successor the function to use instead, as a person names it
 */
public record Notice(
        boolean revoked, String reason, @Nullable String successor, String by, long atMs) {

    /** {@return the notice in one line, for a warning or an error} */
    String about(RegisteredFunction function) {
        return "%s is %s: %s"
                .formatted(function.shownName(), revoked ? "revoked" : "deprecated", reason);
    }
}
