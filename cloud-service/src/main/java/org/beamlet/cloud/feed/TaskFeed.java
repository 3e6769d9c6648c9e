package org.beamlet.cloud.feed;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.beamlet.cloud.store.Leases;
import org.beamlet.cloud.store.Store;
import org.beamlet.cloud.task.EventOutbox;
import org.beamlet.protocol.error.BeamletException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Carries events of tasks from their outbox to another broker; off unless one is set. */
public final class TaskFeed implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TaskFeed.class);
    private static final String JOB = "task-feed";

    /** Twice as long as a round can take. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration TIME_TO_END = Duration.ofSeconds(5);

    private final FeedSettings settings;
    private final @Nullable EventOutbox outbox;
    private final Thread thread;
    private final Leases leases;
    private volatile boolean stopping;

    /** When the lease must be taken again; null where another replica has it. */
    private @Nullable Long oursUntil;

    private Duration pause = FIRST_PAUSE;

    private TaskFeed(FeedSettings settings, @Nullable EventOutbox outbox, Leases leases) {
        this.settings = settings;
        this.leases = leases;
        this.outbox = outbox;
        this.thread = Thread.ofPlatform().name("task-feed").daemon(true).unstarted(this::run);
    }

    /** Prepares a feed; from here on, steps are written down for it. */
    public static TaskFeed of(FeedSettings settings, Store store, Clock clock) {
        boolean on = settings.broker().isPresent();
        return new TaskFeed(
                settings, on ? EventOutbox.open(store) : null, new Leases(store, clock));
    }

    /** Begins to tell, where there is somebody to be told. */
    public void start() {
        if (outbox != null) {
            thread.start();
        }
    }

    private void run() {
        EventOutbox events = outbox;
        FeedSettings.Broker broker = settings.broker().orElse(null);
        if (events == null || broker == null) {
            return;
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            while (!stopping) {
                String why = tell(vertx, broker, events);
                if (!stopping) {
                    LOG.warnf(
                            "feed=%s broken, again in %s; events wait=%d reason=%s",
                            broker, pause, events.size(), why);
                    Thread.sleep(pause);
                    Duration doubled = pause.multipliedBy(2);
                    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException _) {
            // Only close() interrupts.
        } catch (RuntimeException e) {
            LOG.error("the feed of task events has ended; restart the service", e);
        } finally {
            var _ = vertx.close();
        }
    }

    /** Tells on one connection for as long as it lasts; {@return why no longer} */
    private String tell(Vertx vertx, FeedSettings.Broker broker, EventOutbox events)
            throws InterruptedException {
        try (FeedSender sender = FeedSender.open(vertx, broker)) {
            LOG.infof("feed=%s connected", broker);
            while (!stopping && sender.isOpen()) {
                List<EventOutbox.Entry> round = isOurs() ? events.next() : List.of();
                if (round.isEmpty()) {
                    Thread.sleep(LOOK);
                } else if (!tell(sender, round, events)) {
                    return "the broker did not take an event";
                } else {
                    pause = FIRST_PAUSE;
                }
            }
            return "the connection was closed";
        } catch (ExecutionException | TimeoutException | BeamletException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            return String.valueOf(cause == null ? e : cause);
        }
    }

    /** Of several replicas one tells, so that each step is told once and after those before it. */
    private boolean isOurs() {
        long now = System.nanoTime();
        if (oursUntil == null || now - oursUntil >= 0) {
            oursUntil = leases.take(JOB, LEASE) ? now + LEASE.dividedBy(3).toNanos() : null;
        }
        return oursUntil != null;
    }

    private boolean tell(FeedSender sender, List<EventOutbox.Entry> round, EventOutbox events)
            throws InterruptedException {
        List<Boolean> taken =
                sender.send(
                        round.stream().map(one -> CloudEvent.of(one, settings.source())).toList());
        List<EventOutbox.Entry> told = new ArrayList<>();
        for (int i = 0; i < round.size(); i++) {
            if (taken.get(i)) {
                told.add(round.get(i));
            }
        }
        events.close(told);
        return told.size() == round.size();
    }

    @Override
    public void close() {
        stopping = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            if (!thread.join(TIME_TO_END)) {
                LOG.warn("the feed of task events does not end");
                return;
            }
            leases.release(JOB);
        } catch (BeamletException e) {
            LOG.debugf("the feed's lease runs out by itself reason=%s", e.what());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
