package org.beamlet.agent.block;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * A block as its user sees it.
 *
 * @param state the provider's last word, in small letters
 * @param reason of that state; may be empty
 * @param remedy what a person has to do about it; may be empty
 * @param ageS seconds since it was asked for
 * @param walltimeLeftS seconds until its job ends; null where it has no end or has not begun
 * @param queue in which it was asked for, and where it is by now; null where that has no name
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BlockView(
        String id,
        String jobId,
        String state,
        String reason,
        String remedy,
        int nodes,
        long ageS,
        @Nullable Long walltimeLeftS,
        @Nullable String queue) {
    /** One in no queue that has a name. */
    public BlockView(
            String id,
            String jobId,
            String state,
            String reason,
            String remedy,
            int nodes,
            long ageS,
            @Nullable Long walltimeLeftS) {
        this(id, jobId, state, reason, remedy, nodes, ageS, walltimeLeftS, null);
    }

    /** {@return the same in that queue} */
    BlockView in(String where) {
        return where.isEmpty()
                ? this
                : new BlockView(
                        id, jobId, state, reason, remedy, nodes, ageS, walltimeLeftS, where);
    }
}
