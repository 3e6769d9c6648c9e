package org.beamlet.agent.schedule;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * A node manager as its user sees it.
 *
 * @param slots tasks that it runs at once
 * @param busy of these
 * @param queued tasks that it keeps ready behind them
 * @param draining whether it gets nothing more
 * @param workers what each has, where they are bound to CPUs or accelerators
 * @param silentS for how long its stream has been broken, in seconds; 0 while it is connected
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ManagerView(
        String id,
        String block,
        String node,
        boolean connected,
        int slots,
        int busy,
        int queued,
        boolean draining,
        long silentS,
        List<WorkerView> workers) {
    /** Tells nothing of its workers. */
    public ManagerView(
            String id,
            String block,
            String node,
            boolean connected,
            int slots,
            int busy,
            int queued,
            boolean draining,
            long silentS) {
        this(id, block, node, connected, slots, busy, queued, draining, silentS, List.of());
    }

    /** Made also from JSON, in which they may be missing. */
    @SuppressWarnings({"ConstantValue", "RedundantNullCheck"})
    public ManagerView {
        workers = workers == null ? List.of() : List.copyOf(workers);
    }
}
