package org.beamlet.agent.command;

import java.util.List;
import org.beamlet.agent.block.BlockView;
import org.beamlet.agent.schedule.ManagerView;
import org.beamlet.agent.schedule.TaskCounts;
import org.beamlet.agent.snapshot.AgentPhase;
import org.beamlet.agent.snapshot.AgentSnapshot;

/** What a drained agent shows, for tests. */
final class Shown {
    private Shown() {}

    static AgentSnapshot snapshot(String name) {
        return new AgentSnapshot(
                "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69",
                name,
                "0.1.0",
                "host",
                4711,
                1.5,
                90,
                AgentPhase.DRAINED,
                new AgentSnapshot.Slots(8, 3, 5),
                new TaskCounts(2, 4, 3, 100, 90, 3, 1, 7, 12),
                new AgentSnapshot.Results(5, 6),
                new AgentSnapshot.Reports(4L, 30),
                new AgentSnapshot.Scale(2, 0, 4),
                "amqp://127.0.0.1:5672",
                List.of(new BlockView("block-1", "17", "running", "", "", 2, 500, 60L)),
                List.of(new ManagerView("m-2", "block-1", "n2", false, 4, 0, 0, false, 45)),
                List.of("free some"));
    }
}
