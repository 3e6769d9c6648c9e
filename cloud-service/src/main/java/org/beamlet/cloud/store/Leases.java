package org.beamlet.cloud.store;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Jobs that one service at a time does, whichever of several comes first. */
public final class Leases {
    private final Store store;
    private final Clock clock;
    private final String holder = UUID.randomUUID().toString();

    public Leases(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** {@return whether the job is this service's for so long from now; asked again, it goes on} */
    public boolean take(String name, Duration length) {
        long now = clock.millis();
        long until = now + length.toMillis();
        return store.transaction(handle -> {
            int taken =
                    handle.createUpdate(
                                    """
                                    UPDATE leases SET holder = :holder, until_ms = :until
                                    WHERE name = :name AND (holder = :holder OR until_ms <= :now)\
                                    """)
                            .bind("name", name)
                            .bind("holder", holder)
                            .bind("until", until)
                            .bind("now", now)
                            .execute();
            return taken > 0
                    || handle.createUpdate(
                                            """
                                            INSERT INTO leases (name, holder, until_ms)
                                            VALUES (:name, :holder, :until) ON CONFLICT DO NOTHING\
                                            """)
                                    .bind("name", name)
                                    .bind("holder", holder)
                                    .bind("until", until)
                                    .execute()
                            > 0;
        });
    }

    /** Lets go of a job, so that another service need not wait. */
    public void release(String name) {
        store.transaction(handle ->
                handle.createUpdate("DELETE FROM leases WHERE name = :name AND holder = :holder")
                        .bind("name", name)
                        .bind("holder", holder)
                        .execute());
    }
}
