package org.beamlet.cloud.userendpoint;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.store.Store;
import org.beamlet.cloud.task.Failures;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.jboss.logging.Logger;

/**
 * Tasks that a user endpoint's process took from its queue and did not finish before it ended. A
 * later process may still send what the former one had in store; after a lease they have failed.
 */
final class TakenTasks {
    private static final Logger LOG = Logger.getLogger(TakenTasks.class);
    private static final int AT_A_TIME = 500;

    private final Store store;
    private final Clock clock;
    private final BrokerAdmin broker;
    private final ManagerLink link;
    private final Failures failures;

    TakenTasks(Store store, Clock clock, BrokerAdmin broker, ManagerLink link, Failures failures) {
        this.store = store;
        this.clock = clock;
        this.broker = broker;
        this.link = link;
        this.failures = failures;
    }

    /** Writes down what the process took; to be called while there is none. */
    void note(UserEndpoint gone) {
        if (gone.keepsTasks()) {
            return;
        }
        List<UUID> published = published(gone.id());
        if (published.isEmpty()
                || broker.depth(AmqpNames.taskQueue(gone.id())) >= published.size()) {
            return;
        }
        Set<TaskId> waiting = link.waiting(gone.id());
        List<UUID> taken = new ArrayList<>(published);
        taken.removeIf(task -> waiting.contains(new TaskId(task)));
        if (!taken.isEmpty()) {
            insert(gone, taken);
        }
    }

    /** Only what the broker has confirmed: the rest is not in the queue yet. */
    private List<UUID> published(EndpointId endpoint) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT t.task_id FROM tasks t
                                WHERE t.endpoint_id = :id AND t.completed_ms IS NULL
                                    AND NOT EXISTS (SELECT 1 FROM outbox o
                                        WHERE o.task_id = t.task_id)
                                    AND NOT EXISTS (SELECT 1 FROM taken_tasks x
                                        WHERE x.task_id = t.task_id)\
                                """)
                        .bind("id", endpoint.value())
                        .map((row, _) -> row.getObject(1, UUID.class))
                        .list());
    }

    private void insert(UserEndpoint gone, List<UUID> tasks) {
        // A process that was silent for a whole lease has had its time.
        long since = gone.leaseOver(clock.millis()) ? 0 : clock.millis();
        store.transaction(handle -> {
            var batch =
                    handle.prepareBatch(
                            """
                            INSERT INTO taken_tasks (task_id, endpoint_id, since_ms)
                            VALUES (:task, :endpoint, :since) ON CONFLICT DO NOTHING\
                            """);
            tasks.forEach(task ->
                    batch.bind("task", task)
                            .bind("endpoint", gone.id().value())
                            .bind("since", since)
                            .add());
            return batch.execute();
        });
        LOG.warnf("user endpoint gone endpoint=%s tasks_in_work=%d", gone.id(), tasks.size());
    }

    private record Overdue(UUID task, EndpointId endpoint, EndpointId manager, long heartbeatMs) {
        String reason() {
            return "the process that had taken the task ended without a result (user endpoint %s of"
                            .formatted(endpoint)
                    + " endpoint %s, last heard of at %s); submit the task again"
                            .formatted(manager, Instant.ofEpochMilli(heartbeatMs));
        }
    }

    /** Fails those that have had their lease, and forgets those that are over. */
    void failOverdue() {
        List<Overdue> overdue = overdue();
        overdue.forEach(each ->
                failures.fail(
                        each.endpoint(), List.of(each.task()), ErrorCode.TASK_LOST, each.reason()));
        if (!overdue.isEmpty()) {
            LOG.warnf("tasks lost with their user endpoint tasks=%d", overdue.size());
        }
    }

    private List<Overdue> overdue() {
        return store.transaction(handle -> {
            handle.createUpdate(
                            """
                            DELETE FROM taken_tasks WHERE task_id IN (
                                SELECT x.task_id FROM taken_tasks x
                                    JOIN tasks t ON t.task_id = x.task_id
                                WHERE t.completed_ms IS NOT NULL)\
                            """)
                    .execute();
            return handle.createQuery(
                            """
                            SELECT x.task_id, x.endpoint_id, u.manager_id, e.heartbeat_ms
                            FROM taken_tasks x
                                JOIN user_endpoints u ON u.endpoint_id = x.endpoint_id
                                JOIN endpoints e ON e.endpoint_id = x.endpoint_id
                            WHERE x.since_ms + 3000 * u.period <= :now
                            ORDER BY x.task_id FETCH FIRST %d ROWS ONLY\
                            """
                                    .formatted(AT_A_TIME))
                    .bind("now", clock.millis())
                    .map((row, _) ->
                            new Overdue(
                                    row.getObject("task_id", UUID.class),
                                    new EndpointId(row.getObject("endpoint_id", UUID.class)),
                                    new EndpointId(row.getObject("manager_id", UUID.class)),
                                    row.getLong("heartbeat_ms")))
                    .list();
        });
    }
}
