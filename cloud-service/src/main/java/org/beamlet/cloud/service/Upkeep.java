package org.beamlet.cloud.service;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.limit.RequestRates;
import org.beamlet.cloud.repeat.UnansweredCalls;
import org.beamlet.cloud.store.Turns;
import org.jboss.logging.Logger;

/** Takes away what clients leave behind. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration QUEUES_PERIOD = Duration.ofSeconds(30);

    /** A client asks for a login and uses it at once, so one this old and idle is done with. */
    private static final Duration LOGIN_AGE = Duration.ofDays(1);

    private final BrokerAdmin broker;
    private final Clock clock;
    private final Turns turns;
    private final QueueRepair queues;
    private final UnansweredCalls unanswered;
    private final RequestRates rates;
    private final Runnable objects;
    private final Runnable audit;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Makes it.
     *
     * @param objects takes away what has been kept for long enough
     * @param audit takes away entries that have been kept for long enough
     */
    Upkeep(
            BrokerAdmin broker,
            Clock clock,
            Turns turns,
            QueueRepair queues,
            UnansweredCalls unanswered,
            RequestRates rates,
            Runnable objects,
            Runnable audit) {
        this.broker = broker;
        this.clock = clock;
        this.turns = turns;
        this.queues = queues;
        this.unanswered = unanswered;
        this.rates = rates;
        this.objects = objects;
        this.audit = audit;
        this.thread = Thread.ofPlatform().name("upkeep").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                turn("queues", QUEUES_PERIOD, queues::once);
                turn("leftovers", PERIOD, this::once);
                turn("objects", PERIOD, objects);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One of the replicas does it. */
    private void turn(String job, Duration period, Runnable work) {
        try {
            turns.take(job, period, work);
        } catch (RuntimeException e) {
            LOG.warnf("upkeep is put off job=%s reason=%s", job, e.getMessage());
        }
    }

    private void once() {
        try {
            broker.expireLogins(clock.instant().minus(LOGIN_AGE));
        } catch (RuntimeException e) {
            LOG.warnf("old logins remain reason=%s", e.getMessage());
        }
        try {
            rates.expire();
            unanswered.expire();
            audit.run();
        } catch (RuntimeException e) {
            LOG.warnf("old rows remain reason=%s", e.getMessage());
        }
    }

    @Override
    public void close() {
        // Not interrupted: that would close the files of the store under others.
        stopping.countDown();
    }
}
