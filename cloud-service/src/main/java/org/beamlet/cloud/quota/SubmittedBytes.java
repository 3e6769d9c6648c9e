package org.beamlet.cloud.quota;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.store.Store;

/**
 * How much users have submitted today. Added up here and written down every second, so that
 * submissions of one user need not wait for each other; a crash forgets a second's worth.
 */
final class SubmittedBytes {
    private static final long DAY_MS = 24L * 60 * 60 * 1000;
    private static final int REMEMBERED = 10_000;

    private final Store store;
    private final Clock clock;
    private final Map<UUID, Long> written = new HashMap<>();
    private Map<UUID, Long> pending = new HashMap<>();
    private long day;

    SubmittedBytes(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.day = today();
    }

    private long today() {
        return clock.millis() / DAY_MS;
    }

    long today(UUID user) {
        Long known;
        synchronized (this) {
            known = written.get(user);
        }
        if (known == null) {
            known = read(user);
        }
        synchronized (this) {
            written.putIfAbsent(user, known);
            return written.getOrDefault(user, known) + pending.getOrDefault(user, 0L);
        }
    }

    synchronized void add(UUID user, long bytes) {
        pending.merge(user, bytes, Long::sum);
    }

    private long read(UUID user) {
        return store.read(handle ->
                        handle.createQuery(
                                        "SELECT bytes FROM submit_usage"
                                                + " WHERE user_id = :user AND on_day = :day")
                                .bind("user", user)
                                .bind("day", today())
                                .mapTo(Long.class)
                                .findOne())
                .orElse(0L);
    }

    /** Writes down what was added; what others wrote is read anew when it is next asked for. */
    void flush() {
        Map<UUID, Long> due;
        long ofDay;
        synchronized (this) {
            due = pending;
            ofDay = day;
            pending = new HashMap<>();
            if (day != today() || written.size() > REMEMBERED) {
                day = today();
                written.clear();
            }
        }
        try {
            due.forEach((user, bytes) -> write(user, ofDay, bytes));
        } finally {
            synchronized (this) {
                due.keySet().forEach(written::remove);
            }
        }
    }

    private void write(UUID user, long ofDay, long bytes) {
        store.transaction(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO submit_usage (user_id, on_day, bytes)
                            VALUES (:user, :day, 0) ON CONFLICT DO NOTHING\
                            """)
                    .bind("user", user)
                    .bind("day", ofDay)
                    .execute();
            return handle.createUpdate(
                            "UPDATE submit_usage SET bytes = bytes + :bytes"
                                    + " WHERE user_id = :user AND on_day = :day")
                    .bind("bytes", bytes)
                    .bind("user", user)
                    .bind("day", ofDay)
                    .execute();
        });
    }
}
