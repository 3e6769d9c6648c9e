package org.beamlet.cloud.repeat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.beamlet.cloud.store.Store;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Writes down, behind the answers and many at a time, which of them went out. What this process has
 * not written yet it knows by heart.
 */
final class Settling implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Settling.class);
    private static final int AT_A_TIME = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TIME_TO_END = Duration.ofSeconds(5);

    private enum State {
        UNDER_WAY,
        HANDED_OVER,
        ANSWERED,
        LOST
    }

    private final Store store;
    private final UUID process;

    /**
     * What is known of an answer.
     *
     * @param atMs when it was stored or claimed: who claims it makes a new one of it
     */
    private record Known(State state, long atMs) {}

    private final Map<UUID, Known> known = new ConcurrentHashMap<>();
    private final BlockingQueue<UUID> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopping;

    Settling(Store store, UUID process) {
        this.store = store;
        this.process = process;
        this.thread = Thread.ofPlatform().name("answers").daemon(true).start(this::run);
    }

    void begin(UUID id, long atMs) {
        known.put(id, new Known(State.UNDER_WAY, atMs));
    }

    void forget(UUID id) {
        known.remove(id);
    }

    /** {@return whether an answer is lost, if more is known of it than the store says} */
    Optional<Boolean> isLost(UUID id, long atMs) {
        return Optional.ofNullable(known.get(id)).map(new Known(State.LOST, atMs)::equals);
    }

    void handedOver(UUID id) {
        known.computeIfPresent(id, (_, was) -> new Known(State.HANDED_OVER, was.atMs()));
    }

    void settle(UUID id, boolean delivered) {
        State state = delivered ? State.ANSWERED : State.LOST;
        known.computeIfPresent(id, (_, was) -> new Known(state, was.atMs()));
        queue.add(id);
    }

    private void run() {
        List<UUID> some = new ArrayList<>();
        try {
            while (!stopping) {
                some.add(queue.take());
                queue.drainTo(some, AT_A_TIME - 1);
                if (write(some)) {
                    some.clear();
                } else {
                    queue.addAll(some);
                    some.clear();
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException _) {
            queue.addAll(some);
        }
    }

    private boolean write(List<UUID> ids) {
        // One that was lost and found by its repetition since is under way again.
        Map<UUID, Known> lost = of(ids, State.LOST);
        Map<UUID, Known> answered = of(ids, State.ANSWERED);
        try {
            store.transaction(handle -> {
                if (!answered.isEmpty()) {
                    // Not what another process was asked for again meanwhile.
                    handle.createUpdate(
                                    """
                                    DELETE FROM unanswered_calls
                                    WHERE call_id IN (<ids>) AND process = :process\
                                    """)
                            .bind("process", process)
                            .bindList("ids", List.copyOf(answered.keySet()))
                            .execute();
                }
                lost.forEach((id, entry) -> markLost(handle, id, entry.atMs()));
                return ids;
            });
        } catch (RuntimeException e) {
            // Nothing is wrong yet: until it is written, this process knows it.
            LOG.warnf("answers not settled yet count=%d reason=%s", ids.size(), e.getMessage());
            return false;
        }
        lost.forEach(known::remove);
        answered.forEach(known::remove);
        return true;
    }

    private Map<UUID, Known> of(List<UUID> ids, State state) {
        Map<UUID, Known> found = new HashMap<>();
        for (UUID id : ids) {
            Known entry = known.get(id);
            if (entry != null && entry.state() == state) {
                found.put(id, entry);
            }
        }
        return found;
    }

    /** Only what was not claimed meanwhile: that is another's answer now. */
    private static void markLost(Handle handle, UUID id, long atMs) {
        handle.createUpdate(
                        """
                        UPDATE unanswered_calls SET lost = TRUE
                        WHERE call_id = :id AND at_ms = :at\
                        """)
                .bind("id", id)
                .bind("at", atMs)
                .execute();
    }

    /** Writes what is left, so that a service that was stopped in order leaves no doubt. */
    @Override
    public void close() {
        stopping = true;
        // Wakes it. An interrupt would close the embedded database's file under what it writes.
        queue.add(UUID.randomUUID());
        try {
            thread.join(TIME_TO_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        // Of answers that were written a moment ago no complaint can come any more.
        known.forEach((id, entry) -> {
            if (entry.state() == State.HANDED_OVER) {
                settle(id, true);
            }
        });
        List<UUID> rest = new ArrayList<>();
        queue.drainTo(rest);
        if (!rest.isEmpty()) {
            write(rest);
        }
    }
}
