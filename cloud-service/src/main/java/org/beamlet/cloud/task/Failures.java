package org.beamlet.cloud.task;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;

/** Ends tasks from the service's side, for a reason that whoever waits is told. */
public final class Failures {
    private static final int AT_A_TIME = 500;

    private final Store store;
    private final Outcomes outcomes;
    private final Runnable finished;

    /**
     * @param finished called after outcomes were stored, to wake whoever streams them
     */
    public Failures(Store store, Outcomes outcomes, Runnable finished) {
        this.store = store;
        this.outcomes = outcomes;
        this.finished = finished;
    }

    /** Fails those of an endpoint's tasks that are not over. */
    public void fail(EndpointId endpoint, List<UUID> tasks, ErrorCode code, String reason) {
        for (int from = 0; from < tasks.size(); from += AT_A_TIME) {
            List<Outcomes.Reported> some = new ArrayList<>();
            for (UUID task : tasks.subList(from, Math.min(tasks.size(), from + AT_A_TIME))) {
                some.add(failed(endpoint, task, code, reason));
            }
            outcomes.store(some);
        }
        finished.run();
    }

    /** Fails all that an endpoint has not finished. */
    public int failAll(EndpointId endpoint, ErrorCode code, String reason) {
        List<UUID> open =
                store.transaction(handle -> {
                    handle.createUpdate("DELETE FROM outbox WHERE endpoint_id = :id")
                            .bind("id", endpoint.value())
                            .execute();
                    return handle.createQuery(
                                    """
                                    SELECT task_id FROM tasks
                                    WHERE endpoint_id = :id AND completed_ms IS NULL
                                    ORDER BY task_id\
                                    """)
                            .bind("id", endpoint.value())
                            .map((row, _) -> row.getObject(1, UUID.class))
                            .list();
                });
        fail(endpoint, open, code, reason);
        return open.size();
    }

    private static Outcomes.Reported failed(
            EndpointId endpoint, UUID task, ErrorCode code, String reason) {
        Message.Result result =
                new Message.Result(
                        task, reason, null, new Message.ErrorDetails(code.name(), reason), null);
        return new Outcomes.Reported(endpoint, result, ResultText.of(MessageCodec.encode(result)));
    }
}
