package org.beamlet.agent.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has of its node, as it said when it started.
 *
 * @param worker empty before its first start
 * @param cpus those that its process may use, such as {@code 24-31,56-63}
 * @param device its accelerator as functions see it; empty for none
 * @param uuid of that accelerator; empty where nobody tells
 * @param freeMib of that accelerator's memory; null where nobody tells
 * @param totalMib of that accelerator's memory; null where nobody tells
 * @param quarantine why it gets no tasks; empty where it does
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkerView(
        int slot,
        String worker,
        String cpus,
        String device,
        String uuid,
        String model,
        String driver,
        @Nullable Long freeMib,
        @Nullable Long totalMib,
        String quarantine) {}
