package org.beamlet.agent.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.beamlet.agent.block.BlockView;
import org.beamlet.agent.schedule.ManagerView;
import org.beamlet.agent.schedule.TaskCounts;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is at one moment.
 *
 * @param at the moment, in seconds since the epoch
 * @param uptimeS seconds since the agent's start
 * @param broker its place, without a password; null before the first connection
 * @param warnings what its user should look after
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentSnapshot(
        String endpointId,
        String name,
        String version,
        String host,
        long pid,
        double at,
        long uptimeS,
        AgentPhase phase,
        Slots slots,
        TaskCounts tasks,
        Results results,
        Reports heartbeat,
        Scale scale,
        @Nullable String broker,
        List<BlockView> blocks,
        List<ManagerView> managers,
        List<String> warnings) {
    public AgentSnapshot {
        blocks = List.copyOf(blocks);
        managers = List.copyOf(managers);
        warnings = List.copyOf(warnings);
    }

    /** Slots of the node managers that are connected. */
    public record Slots(int total, int busy, int free) {}

    /**
     * Outcomes that have not arrived yet.
     *
     * @param waiting that the broker has not confirmed
     * @param unsettled that the broker has and the service did not confirm yet
     */
    public record Results(int waiting, int unsettled) {}

    /**
     * Reports to the service.
     *
     * @param lastS seconds since the broker took one; null before the first
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reports(@Nullable Long lastS, long periodS) {}

    /**
     * How many blocks there may be.
     *
     * @param held by `beamlet endpoint scale`
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Scale(int held, int minBlocks, int maxBlocks) {}
}
