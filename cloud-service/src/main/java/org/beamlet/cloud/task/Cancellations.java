package org.beamlet.cloud.task;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Ends tasks that nobody wants any longer. The outcome is stored at once, wherever the task is: it
 * is the first terminal one, and whatever an endpoint reports later is discarded. Agents are told,
 * so that they end what runs.
 */
public final class Cancellations {
    private static final Logger LOG = Logger.getLogger(Cancellations.class);
    private static final int AT_A_TIME = 500;

    private final Store store;
    private final Clock clock;
    private final Tasks tasks;
    private final TaskGroups groups;
    private final Runnable finished;
    private final Runnable toTell;

    /**
     * @param finished called after outcomes were stored, to wake whoever streams them
     * @param toTell called after commands were written, to wake whoever publishes them
     */
    public Cancellations(
            Store store,
            Clock clock,
            Tasks tasks,
            TaskGroups groups,
            Runnable finished,
            Runnable toTell) {
        this.store = store;
        this.clock = clock;
        this.tasks = tasks;
        this.groups = groups;
        this.finished = finished;
        this.toTell = toTell;
    }

    /**
     * What came of it.
     *
     * @param cancelled tasks that this call has ended
     * @param overBefore tasks that had ended already
     */
    public record Done(int cancelled, int overBefore) {
        Done plus(Done other) {
            return new Done(cancelled + other.cancelled, overBefore + other.overBefore);
        }
    }

    /** Cancels a task of the caller's; {@return whether it was not over yet} */
    public boolean cancel(Caller caller, TaskId id) {
        KnownTask task = tasks.find(caller, id);
        return cancel(caller, List.of(task.id())).cancelled() == 1;
    }

    /** Cancels all tasks of a group of the caller's. */
    public Done cancel(Caller caller, TaskGroupId group) {
        return cancel(caller, groups.members(caller, group));
    }

    private Done cancel(Caller caller, List<TaskId> all) {
        Done done = new Done(0, 0);
        for (int from = 0; from < all.size(); from += AT_A_TIME) {
            List<TaskId> some = all.subList(from, Math.min(all.size(), from + AT_A_TIME));
            done = done.plus(store.transaction(handle -> cancelSome(handle, caller, some)));
            finished.run();
            toTell.run();
        }
        LOG.infof(
                "tasks cancelled user=%s tasks=%d over_before=%d",
                caller.name(), done.cancelled(), done.overBefore());
        return done;
    }

    private Done cancelSome(Handle handle, Caller caller, List<TaskId> some) {
        Map<TaskId, TaskEvents.Row> rows = TaskEvents.lock(handle, some);
        List<TaskEvents.Row> open = rows.values().stream().filter(row -> !row.isOver()).toList();
        if (!open.isEmpty()) {
            unsend(handle, open);
            List<Outcomes.Refused> _ =
                    Outcomes.store(
                            handle,
                            open.stream().map(row -> outcome(row, caller)).toList(),
                            clock.instant());
            CommandOutbox.add(handle, open);
        }
        return new Done(open.size(), rows.size() - open.size());
    }

    private static void unsend(Handle handle, Collection<TaskEvents.Row> open) {
        List<UUID> ids = new ArrayList<>();
        open.forEach(row -> ids.add(row.id().value()));
        handle.createUpdate("DELETE FROM outbox WHERE task_id IN (<ids>)")
                .bindList("ids", ids)
                .execute();
    }

    private static Outcomes.Reported outcome(TaskEvents.Row row, Caller caller) {
        String text =
                "the task was cancelled by %s while it was %s; submit it again if it is wanted"
                        .formatted(caller.name(), row.state().word());
        Message.Result result =
                new Message.Result(
                        row.id().value(),
                        ErrorCode.TASK_CANCELLED.name() + ": " + text,
                        null,
                        new Message.ErrorDetails(ErrorCode.TASK_CANCELLED.name(), text),
                        null);
        return new Outcomes.Reported(
                row.endpoint(), result, ResultText.of(MessageCodec.encode(result)));
    }
}
