package org.beamlet.cloud.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Jobs that one replica does now and then, whichever comes first. Whoever does one holds its row: a
 * replica that dies lets go of it at once. A job takes less than a minute.
 */
public final class Turns {
    private final Store store;
    private final Clock clock;

    public Turns(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Does a job unless it was done less than a period ago or is being done.
     *
     * @return whether it was done; if it failed, the next to ask does it
     */
    public boolean take(String job, Duration period, Runnable work) {
        long now = clock.millis();
        if (!isDue(last(job), now, period)) {
            return false;
        }
        try (OpenTransaction transaction = store.begin()) {
            Optional<Long> last =
                    transaction.run(handle ->
                            handle.createQuery(
                                            "SELECT last_ms FROM turns WHERE job = :job"
                                                    + " FOR UPDATE SKIP LOCKED")
                                    .bind("job", job)
                                    .mapTo(Long.class)
                                    .findOne());
            if (last.isEmpty() || !isDue(last.get(), now, period)) {
                return false;
            }
            work.run();
            transaction.run(handle ->
                    handle.createUpdate("UPDATE turns SET last_ms = :now WHERE job = :job")
                            .bind("now", now)
                            .bind("job", job)
                            .execute());
            transaction.commit();
            return true;
        }
    }

    private static boolean isDue(long last, long now, Duration period) {
        return now - last >= period.toMillis();
    }

    /**
     * Looks without locking, as most looks find nothing to do; makes the row where it is missing.
     */
    private long last(String job) {
        return store.read(handle ->
                        handle.createQuery("SELECT last_ms FROM turns WHERE job = :job")
                                .bind("job", job)
                                .mapTo(Long.class)
                                .findOne())
                .orElseGet(() -> {
                    store.transaction(handle ->
                            handle.createUpdate(
                                            """
                                            INSERT INTO turns (job, last_ms) VALUES (:job, 0)
                                            ON CONFLICT DO NOTHING\
                                            """)
                                    .bind("job", job)
                                    .execute());
                    return 0L;
                });
    }
}
