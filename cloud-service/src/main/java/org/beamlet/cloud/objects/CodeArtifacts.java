package org.beamlet.cloud.objects;

import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.jdbi.v3.core.Handle;

/** Objects that functions are made of. */
public final class CodeArtifacts {
    private CodeArtifacts() {}

    /**
     * Sees that whoever registers a function has sent what it names, and that it is not just being
     * deleted.
     *
     * @throws BeamletException with code ARTIFACT_NOT_FOUND
     */
    public static void require(Handle handle, UUID user, String sha256, long nowMs) {
        int found =
                handle.createUpdate(
                                """
                                UPDATE artifacts SET sent_ms = :now WHERE sha256 = :key
                                AND EXISTS (SELECT 1 FROM artifact_readers r
                                    WHERE r.sha256 = :key AND r.user_id = :user)\
                                """)
                        .bind("now", nowMs)
                        .bind("key", new Sha256(sha256).hex())
                        .bind("user", user)
                        .execute();
        if (found == 0) {
            throw new BeamletException(
                    ErrorCode.ARTIFACT_NOT_FOUND,
                    "the function's JAR %s is not here, or was sent by others alone"
                            .formatted(sha256),
                    "send it first, with PUT /beamlet/v1/artifacts/%s, as `beamlet function register"
                                    .formatted(sha256)
                            + " --jar` does");
        }
    }

    /** Gives what a deleted function named the usual time: its accepted tasks still run. */
    public static void release(Handle handle, UUID function, long nowMs) {
        handle.createUpdate(
                        """
                        UPDATE artifacts SET sent_ms = :now WHERE sha256 =
                            (SELECT artifact FROM functions WHERE function_id = :function)\
                        """)
                .bind("now", nowMs)
                .bind("function", function)
                .execute();
    }

    /**
     * {@return whether the function of a task names the object, for a caller who owns the task or
     * its endpoint}
     */
    static boolean isOfTask(Store store, Caller caller, Sha256 key, TaskId task) {
        UUID _ = TaskParties.ownerFor(store, caller, task);
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT f.artifact FROM tasks t
                                JOIN functions f ON f.function_id = t.function_id
                                WHERE t.task_id = :task AND f.artifact = :key\
                                """)
                        .bind("task", task.value())
                        .bind("key", key.hex())
                        .mapTo(String.class)
                        .findOne()
                        .isPresent());
    }
}
