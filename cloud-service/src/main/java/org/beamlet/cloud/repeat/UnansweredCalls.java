package org.beamlet.cloud.repeat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a repeated request from being carried out twice.
 *
 * <p>Globus Compute's clients send a POST again when its connection broke or a 5xx came back,
 * without a key that would tell a repetition from a second request. So each answer is stored in the
 * transaction that does what it says, and taken out once it can be taken to have arrived. A request
 * that finds the answer of an equal one that was lost is given that answer.
 *
 * <p>Equal requests that are under way at the same time are two requests: the one is still being
 * answered, so the other cannot be its repetition. Where the client sends a key, as Beamlet's own
 * does, there is no doubt: with the same key it is the same request, with another it is another.
 */
public final class UnansweredCalls implements AutoCloseable {
    /** A client that has not come back by then will not. */
    static final Duration WINDOW = Duration.ofMinutes(10);

    /** So long the answer of another process may be on its way before it counts as lost. */
    static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final UUID process = UUID.randomUUID();
    private final Store store;
    private final Clock clock;
    private final Settling settling;

    public UnansweredCalls(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.settling = new Settling(store, process);
    }

    /**
     * An answer and whether it is that of an earlier request.
     *
     * @param text what was stored, or has just been
     */
    public record Answer(String text, boolean repeated) {}

    /**
     * Takes note of a request.
     *
     * @param methodAndPath the route, with its ids
     * @param key the client's own for this request and its repetitions; null if it sends none
     * @param abandoned whether the caller has hung up
     */
    public Call call(
            Caller caller,
            String methodAndPath,
            @Nullable String key,
            byte[] body,
            BooleanSupplier abandoned) {
        String request = Call.request(caller, methodAndPath, key, body);
        return new Call(this, caller.userId(), request, key != null, abandoned);
    }

    /** {@return a request that nobody repeats} */
    public Call single(Caller caller) {
        return new Call(this, caller.userId(), UUID.randomUUID().toString(), true, () -> false);
    }

    /** Does the work and stores the answer that it returns, or finds the answer of a twin. */
    public Answer once(Call call, Store.Work<String> work) {
        awaitOthers(call);
        call.requireListener();
        UUID id = UUID.randomUUID();
        long atMs = clock.millis();
        settling.begin(id, atMs);
        try {
            Stored stored = store.transaction(handle -> carryOut(handle, id, atMs, call, work));
            if (!stored.id().equals(id)) {
                settling.forget(id);
                settling.begin(stored.id(), stored.atMs());
            }
            call.written(stored.id());
            return stored.answer();
        } catch (RuntimeException e) {
            settling.forget(id);
            throw e;
        }
    }

    private record Stored(UUID id, long atMs, Answer answer) {}

    private Stored carryOut(Handle handle, UUID id, long atMs, Call call, Store.Work<String> work) {
        for (Twin twin : twins(handle, call)) {
            long claimedMs = Math.max(clock.millis(), twin.atMs() + 1);
            if (isFor(handle, twin, call) && claim(handle, twin, claimedMs)) {
                String answer =
                        handle.createQuery(
                                        "SELECT answer FROM unanswered_calls WHERE call_id = :id")
                                .bind("id", twin.id())
                                .mapTo(String.class)
                                .one();
                return new Stored(twin.id(), claimedMs, new Answer(answer, true));
            }
        }
        String answer = work.on(handle);
        handle.createUpdate(
                        """
                        INSERT INTO unanswered_calls
                            (call_id, owner_id, request, process, lost, at_ms, answer)
                        VALUES (:id, :owner, :request, :process, FALSE, :now, :answer)\
                        """)
                .bind("id", id)
                .bind("owner", call.owner())
                .bind("request", call.request())
                .bind("process", process)
                .bind("now", atMs)
                .bind("answer", answer)
                .execute();
        return new Stored(id, atMs, new Answer(answer, false));
    }

    /** {@return the answer that {@link #once} would find now} */
    public Optional<String> peek(Call call) {
        awaitOthers(call);
        return store.read(handle ->
                twins(handle, call).stream()
                        .filter(twin -> isFor(handle, twin, call))
                        .findFirst()
                        .map(twin ->
                                handle.createQuery(
                                                """
                                                SELECT answer FROM unanswered_calls
                                                WHERE call_id = :id\
                                                """)
                                        .bind("id", twin.id())
                                        .mapTo(String.class)
                                        .one()));
    }

    private record Twin(UUID id, UUID process, boolean lost, long atMs) {}

    private List<Twin> twins(Handle handle, Call call) {
        return handle.createQuery(
                        """
                        SELECT call_id, process, lost, at_ms FROM unanswered_calls
                        WHERE owner_id = :owner AND request = :request AND at_ms > :since
                        ORDER BY at_ms\
                        """)
                .bind("owner", call.owner())
                .bind("request", call.request())
                .bind("since", clock.millis() - WINDOW.toMillis())
                .map((row, _) ->
                        new Twin(
                                row.getObject("call_id", UUID.class),
                                row.getObject("process", UUID.class),
                                row.getBoolean("lost"),
                                row.getLong("at_ms")))
                .list();
    }

    /** {@return whether the answer of an equal request may be given to this one} */
    private boolean isFor(Handle handle, Twin twin, Call call) {
        return call.isKeyed() || isLost(handle, twin);
    }

    private boolean isLost(Handle handle, Twin twin) {
        if (twin.lost()) {
            return true;
        }
        if (!twin.process().equals(process)) {
            return !isFresh(twin);
        }
        // What is not known by heart any more was written down after the twin was read.
        return settling.isLost(twin.id(), twin.atMs()).orElseGet(() -> isWrittenLost(handle, twin));
    }

    private static boolean isWrittenLost(Handle handle, Twin twin) {
        return handle.createQuery(
                        """
                        SELECT lost FROM unanswered_calls
                        WHERE call_id = :id AND at_ms = :then\
                        """)
                .bind("id", twin.id())
                .bind("then", twin.atMs())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    private boolean isFresh(Twin twin) {
        return twin.atMs() > clock.millis() - GRACE.toMillis();
    }

    /** Of two that repeat one request at the same time, one gets its answer. */
    private boolean claim(Handle handle, Twin twin, long nowMs) {
        int claimed =
                handle.createUpdate(
                                """
                                UPDATE unanswered_calls
                                SET process = :process, lost = FALSE, at_ms = :now
                                WHERE call_id = :id AND process = :was AND at_ms = :then\
                                """)
                        .bind("process", process)
                        .bind("now", nowMs)
                        .bind("id", twin.id())
                        .bind("was", twin.process())
                        .bind("then", twin.atMs())
                        .execute();
        return claimed == 1;
    }

    /** Another process may be answering, or may have died: a moment tells. */
    private void awaitOthers(Call call) {
        if (call.isKeyed()) {
            return;
        }
        long end = System.nanoTime() + GRACE.toNanos();
        while (System.nanoTime() < end
                && store.read(handle -> twins(handle, call)).stream().anyMatch(this::isOthers)) {
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BeamletException(
                        ErrorCode.STORE_UNAVAILABLE, "the service stops", "send it again", e);
            }
        }
    }

    private boolean isOthers(Twin twin) {
        return !twin.process().equals(process) && !twin.lost() && isFresh(twin);
    }

    void handedOver(UUID id) {
        settling.handedOver(id);
    }

    void settle(UUID id, boolean delivered) {
        settling.settle(id, delivered);
    }

    /** Forgets what is too old to matter. */
    public void expire() {
        store.transaction(handle ->
                handle.createUpdate("DELETE FROM unanswered_calls WHERE at_ms < :before")
                        .bind("before", clock.millis() - WINDOW.toMillis())
                        .execute());
    }

    @Override
    public void close() {
        settling.close();
    }
}
