package org.beamlet.agent.audit;

import java.util.List;
import org.beamlet.agent.schedule.EndedTask;
import org.beamlet.agent.schedule.TaskObserver;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;

/** Notes the ends of tasks, and hands all on. */
public record AuditedSteps(TaskObserver next, EndpointAudit audit) implements TaskObserver {
    @Override
    public void step(TaskId id, WireState state, long atNanos) {
        next.step(id, state, atNanos);
    }

    @Override
    public List<Message.Transition> take(TaskId id) {
        return next.take(id);
    }

    @Override
    public void ended(EndedTask task) {
        if (audit.keeps()) {
            audit.note(new AuditEvent.Ended(task));
        }
        next.ended(task);
    }
}
