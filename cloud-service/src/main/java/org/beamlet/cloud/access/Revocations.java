package org.beamlet.cloud.access;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.auth.LoginEndings;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.logging.Logger;

/**
 * Ends the broker logins of users whose credentials were revoked or have expired. Whoever has other
 * credentials that work gets new logins with them.
 */
final class Revocations implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Revocations.class);
    private static final long PERIOD_MS = 1000;

    private final Store store;
    private final BrokerAdmin broker;
    private final LoginEndings endings;
    private final Runnable everySecond;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    Revocations(Store store, BrokerAdmin broker, LoginEndings endings, Runnable everySecond) {
        this.store = store;
        this.broker = broker;
        this.endings = endings;
        this.everySecond = everySecond;
        this.thread = Thread.ofPlatform().name("revocations").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                now();
                more();
            } while (!closed.await(PERIOD_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void more() {
        try {
            everySecond.run();
        } catch (RuntimeException e) {
            LOG.warnf("usage is not written reason=%s", e.getMessage());
        }
    }

    /** Ends what is due; what the broker does not do now is tried again in a second. */
    synchronized void now() {
        try {
            for (LoginEndings.Ending ending : endings.next()) {
                end(ending.user());
                endings.done(ending);
                LOG.infof("broker logins ended user=%s", ending.user());
            }
        } catch (RuntimeException e) {
            LOG.warnf("broker logins remain reason=%s", e.getMessage());
        }
    }

    private void end(UUID user) {
        broker.revokeStreams(user);
        for (UUID endpoint : endpoints(user)) {
            broker.revokeEndpoint(new EndpointId(endpoint));
        }
    }

    private List<UUID> endpoints(UUID user) {
        return store.read(handle ->
                handle.createQuery("SELECT endpoint_id FROM endpoints WHERE owner_id = :user")
                        .bind("user", user)
                        .map((row, _) -> row.getObject(1, UUID.class))
                        .list());
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(PERIOD_MS * 10);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
