package org.beamlet.cloud.userendpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.task.Failures;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;

/**
 * Looks after accepted tasks whose user endpoint is not there: it went idle while they came, or its
 * process was killed. It is started again for those that still wait in its queue.
 */
final class UserEndpointKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(UserEndpointKeeper.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration BACKOFF = Duration.ofSeconds(10);
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);
    private static final int MOST_STARTS = 3;

    private final Clock clock;
    private final BrokerAdmin broker;
    private final UserEndpoints users;
    private final Launcher launcher;
    private final TakenTasks taken;
    private final Failures failures;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    UserEndpointKeeper(
            Clock clock,
            BrokerAdmin broker,
            UserEndpoints users,
            Launcher launcher,
            TakenTasks taken,
            Failures failures) {
        this.clock = clock;
        this.broker = broker;
        this.users = users;
        this.launcher = launcher;
        this.taken = taken;
        this.failures = failures;
        this.thread = Thread.ofPlatform().name("user-endpoints").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                once();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            users.busy().forEach(this::attend);
            taken.failOverdue();
        } catch (RuntimeException e) {
            LOG.warnf("user endpoints not looked after, again soon reason=%s", e.getMessage());
        }
    }

    private void attend(UserEndpoint endpoint) {
        long now = clock.millis();
        if (endpoint.online(now) || endpoint.starting(now, launcher.patience())) {
            return;
        }
        if (!launcher.managerOnline(endpoint.order().manager())) {
            if (endpoint.leaseOver(now)) {
                taken.note(endpoint);
            }
        } else if (endpoint.starts() >= MOST_STARTS) {
            giveUp(endpoint);
        } else if (now >= endpoint.startMs() + endpoint.starts() * BACKOFF.toMillis()) {
            launcher.start(endpoint);
        }
    }

    /** It would be refused for ever: its owner has changed the template, or its machine is ill. */
    private void giveUp(UserEndpoint endpoint) {
        String why =
                endpoint.refused()
                        ? "its manager refuses: " + endpoint.refusal()
                        : "it was not heard of";
        String reason =
                "user endpoint %s of endpoint %s was started %d times since %s, but %s; submit again"
                                .formatted(
                                        endpoint.id(),
                                        endpoint.order().manager(),
                                        endpoint.starts(),
                                        Instant.ofEpochMilli(endpoint.heartbeatMs()),
                                        why)
                        + " once its owner has seen to it";
        int failed = failures.failAll(endpoint.id(), ErrorCode.TASK_LOST, reason);
        // What is left in its queue must not run later: nobody waits for it any more.
        broker.deleteEndpoint(endpoint.id());
        broker.declareUserEndpoint(endpoint.id());
        users.forgetStarts(endpoint.id());
        LOG.warnf("user endpoint given up endpoint=%s tasks=%d", endpoint.id(), failed);
    }

    @Override
    public void close() {
        // Not by an interrupt: that would close the embedded database's file under its reading.
        stopping.countDown();
        try {
            if (!thread.join(TIME_TO_END)) {
                LOG.warn("the keeper of user endpoints does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
