package org.beamlet.cloud.objects;

import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * Who stands on the two sides of a task.
 *
 * @param endpointOwner whose agent runs it: of a user endpoint, its manager's owner; null once the
 *     endpoint was deleted
 * @param endpoint where it runs
 */
record TaskParties(UUID owner, @Nullable UUID endpointOwner, UUID endpoint) {

    /** {@return the owner of a task, for a caller who is it or owns the endpoint} */
    static UUID ownerFor(Store store, Caller caller, TaskId task) {
        TaskParties parties =
                store.read(handle ->
                                handle.createQuery(
                                                """
                                                SELECT t.owner_id, t.endpoint_id,
                                                    COALESCE(m.owner_id, e.owner_id)
                                                    AS endpoint_owner
                                                FROM tasks t LEFT JOIN endpoints e
                                                    ON e.endpoint_id = t.endpoint_id
                                                LEFT JOIN user_endpoints u
                                                    ON u.endpoint_id = e.endpoint_id
                                                LEFT JOIN endpoints m
                                                    ON m.endpoint_id = u.manager_id
                                                WHERE t.task_id = :task\
                                                """)
                                        .bind("task", task.value())
                                        .map((row, _) ->
                                                new TaskParties(
                                                        row.getObject("owner_id", UUID.class),
                                                        row.getObject("endpoint_owner", UUID.class),
                                                        row.getObject("endpoint_id", UUID.class)))
                                        .findOne())
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.TASK_NOT_FOUND,
                                        "Task %s not found".formatted(task),
                                        "use the id of the task that was delivered"));
        UUID user = caller.userId();
        EndpointId agent = caller.endpoint();
        boolean elsewhere = agent != null && !agent.value().equals(parties.endpoint);
        if (elsewhere || (!parties.owner.equals(user) && !user.equals(parties.endpointOwner))) {
            throw new BeamletException(
                    ErrorCode.TASK_ACCESS_FORBIDDEN,
                    "task '%s' is neither yours nor on an endpoint of yours".formatted(task),
                    "name a task of your own endpoint");
        }
        return parties.owner;
    }
}
