package org.beamlet.agent.schedule;

import java.util.List;

/** Takes in what becomes of nodes while tasks are there. */
public final class NodeChanges {
    private final Scheduler scheduler;

    public NodeChanges(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * A node has more or fewer slots or accelerators than before: what is no longer for it goes
     * elsewhere, and what waits may come.
     */
    @SuppressWarnings("ReferenceEquality") // A manager that is back has another link by now.
    public void heard(String managerId, NodeNews news, ManagerLink from) {
        synchronized (scheduler) {
            NodeManager manager = scheduler.managers.get(managerId);
            if (manager == null || manager.link != from) {
                return;
            }
            manager.heard(news);
            for (TaskEntry entry : List.copyOf(manager.assigned)) {
                if (!manager.has(entry.gpus)) {
                    manager.takeBack(entry);
                }
            }
            manager.takeBackUnplaced();
            scheduler.place();
        }
    }
}
