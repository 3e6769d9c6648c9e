package org.beamlet.cloud.news;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.beamlet.cloud.endpoint.Sessions;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.beamlet.protocol.rest.TaskNewsReport.Progress;
import org.jdbi.v3.core.Handle;

/**
 * Keeps what agents tell of running tasks: the latest progress and partial result, the end of the
 * output.
 */
public final class TaskNews {
    private static final int LONGEST_WORDS = 300;

    private final Store store;
    private final Clock clock;

    public TaskNews(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** How far a task was when it was last heard of. */
    public record Reached(int attempt, double fraction, String what, long atMs) {}

    /** What a task had found when it was last heard of. */
    public record Found(int attempt, long seq, long atMs, JsonNode value) {}

    /**
     * Keeps what is told of the endpoint's own tasks.
     *
     * @throws org.beamlet.protocol.error.BeamletException with RESOURCE_CONFLICT if the endpoint is
     *     another agent's by now
     */
    public void store(EndpointId endpoint, TaskNewsReport report) {
        long now = clock.millis();
        store.transaction(handle -> {
            if (report.session() != null) {
                Sessions.requireCurrent(handle, endpoint, report.session());
            }
            Set<UUID> known = known(handle, endpoint, report);
            report.progress().stream()
                    .filter(one -> known(known, one.taskId()))
                    .forEach(one -> keep(handle, one, now));
            report.partials().stream()
                    .filter(one -> known(known, one.taskId()))
                    .forEach(one -> PartialRows.keep(handle, one, now));
            OutputRows.keep(
                    handle,
                    report.output().stream().filter(one -> known(known, one.taskId())).toList(),
                    now);
            return report;
        });
    }

    private static boolean known(Set<UUID> known, String id) {
        return UuidText.isUuid(id) && known.contains(UUID.fromString(id));
    }

    private static Set<UUID> known(Handle handle, EndpointId endpoint, TaskNewsReport report) {
        List<UUID> told =
                Stream.of(
                                report.progress().stream().map(Progress::taskId),
                                report.partials().stream().map(TaskNewsReport.Partial::taskId),
                                report.output().stream().map(TaskNewsReport.Output::taskId))
                        .flatMap(ids -> ids)
                        .filter(UuidText::isUuid)
                        .map(UUID::fromString)
                        .distinct()
                        .toList();
        if (told.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(
                handle.createQuery(
                                """
                                SELECT task_id FROM tasks
                                WHERE task_id IN (<ids>) AND endpoint_id = :endpoint\
                                """)
                        .bindList("ids", told)
                        .bind("endpoint", endpoint.value())
                        .map((row, _) -> row.getObject(1, UUID.class))
                        .list());
    }

    private static void keep(Handle handle, Progress one, long now) {
        String what = one.what().replace('\0', ' ');
        String words = what.length() > LONGEST_WORDS ? what.substring(0, LONGEST_WORDS) : what;
        double fraction = Double.isNaN(one.fraction()) ? 0 : Math.clamp(one.fraction(), 0.0, 1.0);
        UUID task = UUID.fromString(one.taskId());
        int known =
                handle.createUpdate(
                                """
                                UPDATE task_progress SET attempt = :attempt,
                                    fraction = :fraction, what = :what, at_ms = :now
                                WHERE task_id = :task\
                                """)
                        .bind("attempt", one.attempt())
                        .bind("fraction", fraction)
                        .bind("what", words)
                        .bind("now", now)
                        .bind("task", task)
                        .execute();
        if (known == 0) {
            handle.createUpdate(
                            """
                            INSERT INTO task_progress (task_id, attempt, fraction, what, at_ms)
                            VALUES (:task, :attempt, :fraction, :what, :now)
                            ON CONFLICT DO NOTHING\
                            """)
                    .bind("task", task)
                    .bind("attempt", one.attempt())
                    .bind("fraction", fraction)
                    .bind("what", words)
                    .bind("now", now)
                    .execute();
        }
    }

    /** {@return how far a task is, if it has said so} */
    public Optional<Reached> progress(TaskId task) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT attempt, fraction, what, at_ms FROM task_progress
                                WHERE task_id = :task\
                                """)
                        .bind("task", task.value())
                        .map((row, _) ->
                                new Reached(
                                        row.getInt("attempt"),
                                        row.getDouble("fraction"),
                                        row.getString("what"),
                                        row.getLong("at_ms")))
                        .findOne());
    }

    /** {@return what a task has found so far, if it has said so} */
    public Optional<Found> partial(TaskId task) {
        return store.read(handle -> PartialRows.read(handle, task));
    }

    /** {@return what a task printed} */
    public List<Printed> output(TaskId task, OutputQuery query) {
        return store.read(handle -> OutputRows.read(handle, task, query));
    }

    /** {@return the last attempt that printed something; 1 if none did} */
    public int lastAttempt(TaskId task) {
        return store.read(handle -> OutputRows.lastAttempt(handle, task));
    }
}
