package org.beamlet.agent.command;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.agent.schedule.ManagerView;
import org.beamlet.agent.schedule.WorkerView;
import org.jspecify.annotations.Nullable;

/** Which worker has which CPUs and accelerator, for {@code status}. */
final class WorkerRows {
    private static final int MOST = 16;

    private WorkerRows() {}

    /** {@return nothing where no worker is bound to anything} */
    static List<String> of(List<ManagerView> managers) {
        Columns table =
                new Columns()
                        .row(
                                "NODE",
                                "WORKER",
                                "CPUS",
                                "ACCELERATOR",
                                "MODEL",
                                "FREE",
                                "DRIVER",
                                "STATE");
        int all = 0;
        for (ManagerView manager : managers) {
            for (WorkerView worker : manager.workers()) {
                if (++all <= MOST) {
                    table.row(
                            manager.node(),
                            Integer.toString(worker.slot()),
                            text(worker.cpus()),
                            text(worker.uuid().isEmpty() ? worker.device() : worker.uuid()),
                            text(worker.model()),
                            memory(worker.freeMib(), worker.totalMib()),
                            text(worker.driver()),
                            state(worker));
                }
            }
        }
        if (all == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(table.lines());
        if (all > MOST) {
            lines.add("and %d more, see --json".formatted(all - MOST));
        }
        return lines;
    }

    private static String state(WorkerView worker) {
        if (!worker.quarantine().isEmpty()) {
            return "quarantine";
        }
        return worker.worker().isEmpty() ? "-" : "up";
    }

    private static String memory(@Nullable Long free, @Nullable Long total) {
        return free == null || total == null ? "-" : "%d of %d MiB".formatted(free, total);
    }

    private static String text(String told) {
        return told.isEmpty() ? "-" : told;
    }
}
