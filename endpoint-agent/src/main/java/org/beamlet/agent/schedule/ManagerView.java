package org.beamlet.agent.schedule;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A node manager as its user sees it.
 *
 * @param slots tasks that it runs at once
 * @param busy of these
 * @param queued tasks that it keeps ready behind them
 * @param draining whether it gets nothing more
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
        long silentS) {}
