package org.beamlet.cloud.service;

import java.time.Clock;
import java.time.Duration;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.limit.RequestRates;
import org.beamlet.cloud.repeat.UnansweredCalls;
import org.jboss.logging.Logger;

/** Takes away what clients leave behind. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    private static final Duration PERIOD = Duration.ofHours(1);

    /** A client asks for a login and uses it at once, so one this old and idle is done with. */
    private static final Duration LOGIN_AGE = Duration.ofDays(1);

    private final BrokerAdmin broker;
    private final Clock clock;
    private final UnansweredCalls unanswered;
    private final RequestRates rates;
    private final Runnable more;
    private final Thread thread;

    /**
     * Makes it.
     *
     * @param more what else is to be done once a period
     */
    Upkeep(
            BrokerAdmin broker,
            Clock clock,
            UnansweredCalls unanswered,
            RequestRates rates,
            Runnable more) {
        this.broker = broker;
        this.clock = clock;
        this.unanswered = unanswered;
        this.rates = rates;
        this.more = more;
        this.thread = Thread.ofPlatform().name("upkeep").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                once();
            }
        } catch (InterruptedException _) {
            // close() ends it.
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
            more.run();
        } catch (RuntimeException e) {
            LOG.warnf("old rows remain reason=%s", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
