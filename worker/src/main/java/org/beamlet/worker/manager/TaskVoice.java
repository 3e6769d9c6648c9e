package org.beamlet.worker.manager;

import com.fasterxml.jackson.databind.JsonNode;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.worker.task.TaskListener;

/** Tells the agent how one task gets on. */
final class TaskVoice implements TaskListener {
    private final HeldTask task;
    private final HeldTasks held;
    private final AgentLink link;
    private volatile String worker = "";

    TaskVoice(HeldTask task, HeldTasks held, AgentLink link) {
        this.task = task;
        this.held = held;
        this.link = link;
    }

    /** Who runs it; empty before anybody does. */
    String worker() {
        return worker;
    }

    @Override
    public void started(String name, long atNs) {
        worker = name;
        FromManager report = Reports.started(task, name, atNs);
        if (held.began(task, report)) {
            link.send(report);
        }
    }

    @Override
    public void progress(double fraction, String what) {
        if (link.hears()) {
            link.send(Reports.progress(task, fraction, what));
        }
    }

    @Override
    public void partial(long seq, JsonNode value) {
        if (link.hears()) {
            link.send(Reports.partial(task, seq, value));
        }
    }

    @Override
    public boolean hears() {
        return link.hears();
    }

    @Override
    public void printed(boolean error, long offset, byte[] text) {
        link.send(Reports.printed(task, error, offset, text));
    }
}
