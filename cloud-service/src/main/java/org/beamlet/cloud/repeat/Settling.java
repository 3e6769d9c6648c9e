package org.beamlet.cloud.repeat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.beamlet.cloud.store.Store;
import org.jboss.logging.Logger;

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
    private final Map<UUID, State> states = new ConcurrentHashMap<>();
    private final BlockingQueue<UUID> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopping;

    Settling(Store store) {
        this.store = store;
        this.thread = Thread.ofPlatform().name("answers").daemon(true).start(this::run);
    }

    void begin(UUID id) {
        states.put(id, State.UNDER_WAY);
    }

    void forget(UUID id) {
        states.remove(id);
    }

    boolean isLost(UUID id) {
        return states.get(id) == State.LOST;
    }

    void handedOver(UUID id) {
        states.replace(id, State.UNDER_WAY, State.HANDED_OVER);
    }

    void settle(UUID id, boolean delivered) {
        states.put(id, delivered ? State.ANSWERED : State.LOST);
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
        List<UUID> lost = ids.stream().filter(this::isLost).toList();
        // One that was lost and found by its repetition since is under way again.
        List<UUID> answered = ids.stream().filter(id -> states.get(id) == State.ANSWERED).toList();
        try {
            store.transaction(handle -> {
                if (!answered.isEmpty()) {
                    handle.createUpdate("DELETE FROM unanswered_calls WHERE call_id IN (<ids>)")
                            .bindList("ids", answered)
                            .execute();
                }
                if (!lost.isEmpty()) {
                    handle.createUpdate(
                                    """
                                    UPDATE unanswered_calls SET lost = TRUE
                                    WHERE call_id IN (<ids>)\
                                    """)
                            .bindList("ids", lost)
                            .execute();
                }
                return ids;
            });
        } catch (RuntimeException e) {
            // Nothing is wrong yet: until it is written, this process knows it.
            LOG.warnf("answers not settled yet count=%d reason=%s", ids.size(), e.getMessage());
            return false;
        }
        lost.forEach(id -> states.remove(id, State.LOST));
        answered.forEach(id -> states.remove(id, State.ANSWERED));
        return true;
    }

    /** Writes what is left, so that a service that was stopped in order leaves no doubt. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(TIME_TO_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        // Of answers that were written a moment ago no complaint can come any more.
        states.forEach((id, state) -> {
            if (state == State.HANDED_OVER) {
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
