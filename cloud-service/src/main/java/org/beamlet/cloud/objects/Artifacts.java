package org.beamlet.cloud.objects;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.jdbi.v3.core.Handle;

/**
 * Objects and who may read them: whoever has sent the content, and whom the sender has named by a
 * task.
 *
 * <p>The row is written first, then the object, then the reader: so a reader always finds the
 * object, and {@link #expire} never takes one that is just being sent again.
 */
public final class Artifacts implements AutoCloseable {
    private static final int AT_A_TIME = 100;

    private final Store store;
    private final ObjectStore objects;
    private final Clock clock;
    private final Path incoming;
    private final long largest;

    /**
     * @param incoming folder for content that is not whole yet
     */
    public Artifacts(Store store, ObjectStore objects, Clock clock, Path incoming, long largest) {
        this.store = store;
        this.objects = objects;
        this.clock = clock;
        this.incoming = incoming;
        this.largest = largest;
    }

    /** {@return how long an object stays after it was last sent} */
    public static Duration retention() {
        return ObjectSettings.of(Settings.current()).retention();
    }

    /** {@return the most bytes that one object may have} */
    public long largest() {
        return largest;
    }

    /** Takes content in for a caller. Sending it again is no harm and keeps it longer. */
    public void put(Caller caller, Sha256 key, InputStream content) {
        try (Incoming received = Incoming.read(incoming, key, content, largest)) {
            note(key, received.size());
            objects.put(key, received.file());
            allow(key, caller.userId());
        }
    }

    /**
     * Lets the owner of a task read an object too.
     *
     * @param caller who must be able to read it already, and own the task or its endpoint
     */
    public void share(Caller caller, Sha256 key, TaskId task) {
        size(caller, key);
        allow(key, TaskParties.ownerFor(store, caller, task));
    }

    /** {@return the bytes of an object that the caller may read} */
    public long size(Caller caller, Sha256 key) {
        return store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT a.size FROM artifacts a
                                        JOIN artifact_readers r ON r.sha256 = a.sha256
                                        WHERE a.sha256 = :key AND r.user_id = :user\
                                        """)
                                .bind("key", key.hex())
                                .bind("user", caller.userId())
                                .mapTo(Long.class)
                                .findOne())
                .orElseThrow(() -> unknown(key));
    }

    /**
     * {@return the bytes of an object that the caller may read, or that the function of a task
     * names}
     *
     * @param task the caller's, or on an endpoint of the caller's
     */
    public long size(Caller caller, Sha256 key, TaskId task) {
        if (!CodeArtifacts.isOfTask(store, caller, key, task)) {
            if (caller.endpoint() != null) {
                // Of its user's other objects an agent needs none.
                throw unknown(key);
            }
            return size(caller, key);
        }
        return store.read(handle ->
                        handle.createQuery("SELECT size FROM artifacts WHERE sha256 = :key")
                                .bind("key", key.hex())
                                .mapTo(Long.class)
                                .findOne())
                .orElseThrow(() -> unknown(key));
    }

    /** {@return the content, for whoever was told its size, to be closed by the caller} */
    public InputStream open(Sha256 key) {
        return objects.open(key).orElseThrow(() -> unknown(key));
    }

    /** Deletes what nobody has sent since an instant and no function is made of. */
    public int expire(long sentBeforeMs) {
        int expired = 0;
        Optional<Integer> some;
        do {
            some = store.transaction(handle -> expireSome(handle, sentBeforeMs));
            expired += some.orElse(0);
        } while (some.orElse(0) == AT_A_TIME);
        return expired;
    }

    private Optional<Integer> expireSome(Handle handle, long before) {
        List<String> old =
                handle.createQuery(
                                """
                                SELECT sha256 FROM artifacts WHERE sent_ms < :before
                                AND NOT EXISTS (SELECT 1 FROM functions f
                                    WHERE f.artifact = artifacts.sha256
                                    AND f.deleted_ms IS NULL)
                                ORDER BY sha256 FETCH FIRST %d ROWS ONLY FOR UPDATE\
                                """
                                        .formatted(AT_A_TIME))
                        .bind("before", before)
                        .mapTo(String.class)
                        .list();
        for (String key : old) {
            objects.delete(new Sha256(key));
        }
        if (!old.isEmpty()) {
            handle.createUpdate("DELETE FROM artifact_readers WHERE sha256 IN (<keys>)")
                    .bindList("keys", old)
                    .execute();
            handle.createUpdate("DELETE FROM artifacts WHERE sha256 IN (<keys>)")
                    .bindList("keys", old)
                    .execute();
        }
        return Optional.of(old.size());
    }

    private void note(Sha256 key, long size) {
        store.transaction(handle -> {
            int updated =
                    handle.createUpdate("UPDATE artifacts SET sent_ms = :now WHERE sha256 = :key")
                            .bind("now", clock.millis())
                            .bind("key", key.hex())
                            .execute();
            if (updated > 0) {
                return updated;
            }
            return handle.createUpdate(
                            """
                            INSERT INTO artifacts (sha256, size, sent_ms)
                            VALUES (:key, :size, :now) ON CONFLICT DO NOTHING\
                            """)
                    .bind("key", key.hex())
                    .bind("size", size)
                    .bind("now", clock.millis())
                    .execute();
        });
    }

    private void allow(Sha256 key, UUID user) {
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO artifact_readers (sha256, user_id)
                                VALUES (:key, :user) ON CONFLICT DO NOTHING\
                                """)
                        .bind("key", key.hex())
                        .bind("user", user)
                        .execute());
    }

    private static BeamletException unknown(Sha256 key) {
        return new BeamletException(
                ErrorCode.ARTIFACT_NOT_FOUND,
                "there is no object %s for you".formatted(key),
                "send it with PUT, or ask whoever sent it to name your task");
    }

    @Override
    public void close() {
        objects.close();
    }
}
