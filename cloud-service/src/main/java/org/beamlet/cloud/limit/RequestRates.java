package org.beamlet.cloud.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.cloud.store.Store;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Lets each user make so many requests in a time.
 *
 * <p>An allowance is spent by requests and becomes whole again at an even pace, so all that must be
 * known of a user is the instant at which it will be whole. Each service decides by what it knows;
 * services that share a store add to it there what they have let through, and learn what the others
 * have, a few times a second and only of users who make requests. So a user gets at most the
 * allowance times the number of services, once, and after that what all of them together allow.
 */
public final class RequestRates implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RequestRates.class);
    private static final Duration SHARE_EVERY = Duration.ofMillis(250);
    private static final long US_PER_MS = 1000;
    private static final Duration TIME_TO_END = Duration.ofSeconds(5);

    private final Store store;
    private final Clock clock;
    private final Map<UUID, Spent> users = new ConcurrentHashMap<>();
    private final Thread thread;

    /**
     * @param shared whether other services may have the same store
     */
    public RequestRates(Store store, Clock clock, boolean shared) {
        this.store = store;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("request-rates").daemon(true).unstarted(this::run);
        if (shared) {
            thread.start();
        }
    }

    /** What a user has spent: when the allowance is whole, and how much of that is not shared. */
    private static final class Spent {
        private long wholeUs;
        private long unsharedUs;
    }

    /**
     * Asks for one request.
     *
     * @return zero if it may be made, else how long to wait
     */
    public Duration ask(UUID user, Allowance allowance) {
        if (allowance.isUnbounded()) {
            return Duration.ZERO;
        }
        long now = nowUs();
        Duration[] wait = {Duration.ZERO};
        users.compute(
                user,
                (_, known) -> {
                    Spent spent = known == null ? new Spent() : known;
                    long whole = Math.max(spent.wholeUs, now) + allowance.costUs();
                    long excess = whole - now - allowance.windowUs();
                    if (excess > 0) {
                        wait[0] = Duration.of(excess, ChronoUnit.MICROS);
                    } else {
                        spent.wholeUs = whole;
                        spent.unsharedUs += allowance.costUs();
                    }
                    return spent;
                });
        return wait[0];
    }

    private long nowUs() {
        return clock.millis() * US_PER_MS;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(SHARE_EVERY);
                share();
            }
        } catch (InterruptedException _) {
            // close() ends it.
        }
    }

    /** Adds to the store what was let through since the last time, and learns what others did. */
    void share() {
        Map<UUID, Long> unshared = new HashMap<>();
        for (UUID user : users.keySet()) {
            users.computeIfPresent(
                    user,
                    (_, spent) -> {
                        if (spent.unsharedUs > 0) {
                            unshared.put(user, spent.unsharedUs);
                            return spent;
                        }
                        return spent.wholeUs <= nowUs() ? null : spent;
                    });
        }
        if (unshared.isEmpty()) {
            return;
        }
        try {
            Map<UUID, Long> whole = store.transaction(handle -> add(handle, unshared));
            whole.forEach((user, us) -> learn(user, us, unshared.getOrDefault(user, 0L)));
        } catch (RuntimeException e) {
            LOG.warnf("request rates not shared reason=%s", e.getMessage());
        }
    }

    private Map<UUID, Long> add(Handle handle, Map<UUID, Long> unshared) {
        Map<UUID, Long> whole = new HashMap<>();
        // In one order everywhere, so that two services do not wait for each other.
        unshared.keySet().stream()
                .sorted()
                .forEach(user ->
                        whole.put(user, add(handle, user, unshared.getOrDefault(user, 0L))));
        return whole;
    }

    private long add(Handle handle, UUID user, long spentUs) {
        long now = nowUs();
        handle.createUpdate(
                        """
                        INSERT INTO request_rates (user_id, whole_us) VALUES (:user, :now)
                        ON CONFLICT DO NOTHING\
                        """)
                .bind("user", user)
                .bind("now", now)
                .execute();
        long before =
                handle.createQuery(
                                """
                                SELECT whole_us FROM request_rates WHERE user_id = :user
                                FOR UPDATE\
                                """)
                        .bind("user", user)
                        .mapTo(Long.class)
                        .one();
        long earliest = now - SHARE_EVERY.toMillis() * US_PER_MS;
        long whole = Math.max(before, earliest) + spentUs;
        handle.createUpdate("UPDATE request_rates SET whole_us = :whole WHERE user_id = :user")
                .bind("whole", whole)
                .bind("user", user)
                .execute();
        return whole;
    }

    private void learn(UUID user, long wholeUs, long sharedUs) {
        users.computeIfPresent(
                user,
                (_, spent) -> {
                    spent.unsharedUs = Math.max(0, spent.unsharedUs - sharedUs);
                    spent.wholeUs = Math.max(spent.wholeUs, wholeUs + spent.unsharedUs);
                    return spent;
                });
    }

    /** {@return how many users it keeps in mind} */
    int remembered() {
        return users.size();
    }

    /** Forgets users whose allowance is whole. */
    public void expire() {
        users.keySet()
                .forEach(user ->
                        users.computeIfPresent(
                                user, (_, spent) -> spent.wholeUs <= nowUs() ? null : spent));
    }

    @Override
    public void close() {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(TIME_TO_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
