package org.beamlet.cloud.lifecycle;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.EndpointLives;
import org.beamlet.cloud.group.EndpointGroups;
import org.beamlet.cloud.group.GroupView;
import org.beamlet.cloud.store.Leases;
import org.beamlet.cloud.task.OldTasks;
import org.beamlet.cloud.task.OpenTasks;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks every few seconds for tasks that would wait for ever; of several services one does. */
public final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final String JOB = "lifecycle";
    private static final int LEASE_PERIODS = 6;
    private static final Duration EXPIRE_EVERY = Duration.ofMinutes(5);
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final LifecycleSettings settings;
    private final Clock clock;
    private final Leases leases;
    private final BooleanSupplier hearing;
    private final GroupKeeper groups;
    private final LostEndpoints endpoints;
    private final MissingTasks missing;
    private final Expiry expiry;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Instant listening;
    private Instant expired = Instant.EPOCH;

    /** What is looked at. */
    public record Subjects(
            EndpointLives lives,
            EndpointGroups groups,
            GroupView view,
            OpenTasks open,
            OldTasks old,
            BrokerAdmin broker) {}

    /**
     * @param hearing whether heartbeats can come in: silence counts only while they can
     */
    public Lifecycle(
            LifecycleSettings settings,
            Clock clock,
            Leases leases,
            BooleanSupplier hearing,
            Subjects subjects) {
        this.settings = settings;
        this.clock = clock;
        this.leases = leases;
        this.hearing = hearing;
        LostTasks lost = new LostTasks(subjects.open(), subjects.groups(), subjects.view());
        this.groups =
                new GroupKeeper(
                        subjects.lives(),
                        subjects.groups(),
                        subjects.view(),
                        subjects.open(),
                        clock);
        this.endpoints = new LostEndpoints(subjects.lives(), subjects.open(), lost, clock);
        this.missing =
                new MissingTasks(subjects.lives(), subjects.open(), lost, subjects.broker(), clock);
        this.expiry = new Expiry(subjects.open(), subjects.old(), settings, clock);
        this.thread = Thread.ofPlatform().name("lifecycle").daemon(true).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(settings.sweepEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looks once, if no other service does.
     *
     * @return false if it could not, because heartbeats cannot come in
     */
    @CanIgnoreReturnValue
    public synchronized boolean sweep() {
        Instant now = clock.instant();
        if (!hearing.getAsBoolean()) {
            listening = null;
            return false;
        }
        Instant since = listening == null ? now : listening;
        listening = since;
        guarded(
                "lease",
                () -> {
                    if (leases.take(JOB, settings.sweepEvery().multipliedBy(LEASE_PERIODS))) {
                        jobs(since, now);
                    }
                });
        return true;
    }

    private void jobs(Instant since, Instant now) {
        guarded("placing", groups::placeParked);
        guarded("failover", () -> groups.failOver(since));
        guarded("lost endpoints", () -> endpoints.sweep(since));
        guarded("missing tasks", missing::sweep);
        if (!now.isBefore(expired.plus(EXPIRE_EVERY))) {
            expired = now;
            guarded("deleted groups", groups::explainOrphaned);
            guarded("expiry", expiry::sweep);
        }
    }

    /** One job's trouble is not the others'; the next look tries again. */
    private static void guarded(String job, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warnf("look at tasks failed job=%s reason=%s", job, e.getMessage());
        }
    }

    @Override
    public void close() {
        // Not by an interrupt: that would close the embedded database's file under its reading.
        stopping.countDown();
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(TIME_TO_END)) {
                LOG.warn("the look at tasks does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        guarded("release", () -> leases.release(JOB));
    }
}
