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
        @Nullable Long walltimeLeftS) {}
