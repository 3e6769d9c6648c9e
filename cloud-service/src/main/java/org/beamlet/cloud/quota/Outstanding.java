package org.beamlet.cloud.quota;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.beamlet.cloud.store.Store;

/**
 * How many tasks of a user have not ended. Counting is dear, so a count is used for a while, with
 * what was submitted here since; at the limit it is taken anew. Several replicas may together let a
 * little more in than the limit.
 */
final class Outstanding {
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    /** Counting may take this part of the time at most. */
    private static final int SHARE = 20;

    private static final int REMEMBERED = 10_000;

    private final Store store;
    private final LongSupplier nanoTime;
    private final Map<UUID, Count> counts = new HashMap<>();

    private record Count(long tasks, long until) {}

    Outstanding(Store store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** {@return whether so many more are within the limit; if so they are counted} */
    boolean take(UUID user, int more, long limit) {
        if (tryTake(user, more, limit)) {
            return true;
        }
        recount(user);
        return tryTake(user, more, limit);
    }

    private boolean tryTake(UUID user, int more, long limit) {
        boolean fresh;
        synchronized (this) {
            Count count = counts.get(user);
            fresh = count != null && count.until() - nanoTime.getAsLong() > 0;
        }
        if (!fresh) {
            recount(user);
        }
        synchronized (this) {
            Count count = counts.getOrDefault(user, new Count(0, 0));
            if (count.tasks() + more > limit) {
                return false;
            }
            counts.put(user, new Count(count.tasks() + more, count.until()));
            return true;
        }
    }

    long recount(UUID user) {
        long start = nanoTime.getAsLong();
        long tasks =
                store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT COUNT(*) FROM tasks
                                        WHERE owner_id = :id AND completed_ms IS NULL\
                                        """)
                                .bind("id", user)
                                .mapTo(Long.class)
                                .one());
        long end = nanoTime.getAsLong();
        synchronized (this) {
            if (counts.size() >= REMEMBERED) {
                counts.clear();
            }
            counts.put(user, new Count(tasks, end + Math.max(FRESH, SHARE * (end - start))));
        }
        return tasks;
    }
}
