package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.access.Attempts;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.task.TouchedPaths;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts user endpoints, each a process of its own, and looks after them. They go on while there is
 * no manager; the next one finds them by their folders.
 */
final class Children {
    private static final Logger LOG = Logger.getLogger(Children.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    /** Whoever stops the manager waits no longer than a minute. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(45);

    /** SIGTERM, as `beamlet endpoint stop` sends it. */
    private static final int TERMINATED = 143;

    private static final Duration REVIEW = Duration.ofSeconds(2);

    private final EndpointFolder manager;
    private final ManagerConfig config;
    private final Household household;
    private final BiConsumer<StartOrder, String> refusals;
    private final Attempts attempts;
    private final Map<EndpointId, Child> children = new HashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("user-endpoints").factory());
    private volatile int count;

    /**
     * @param refusals tells whoever waits why there is nothing to wait for
     * @param attempts is told of each order, and of what became of one that was refused later
     */
    Children(
            EndpointFolder manager,
            ManagerConfig config,
            Household household,
            BiConsumer<StartOrder, String> refusals,
            Attempts attempts) {
        this.manager = manager;
        this.config = config;
        this.household = household;
        this.refusals = refusals;
        this.attempts = attempts;
    }

    /** {@return how many there are} */
    int count() {
        return count;
    }

    /** Finds those that an earlier manager started, and starts again those that left work. */
    void start() throws InterruptedException {
        run(this::adopt);
        var _ =
                thread.scheduleWithFixedDelay(
                        this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        var _ =
                thread.scheduleWithFixedDelay(
                        this::review, REVIEW.toMillis(), REVIEW.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts what is asked for, or says to whoever waits why not. */
    void order(StartOrder order) {
        try {
            run(() -> take(order));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Runnable work) throws InterruptedException {
        try {
            thread.submit(work).get();
        } catch (ExecutionException e) {
            LOG.errorf(e.getCause(), "user endpoints");
        }
    }

    private void adopt() {
        try {
            household.earlier().forEach(this::adopt);
        } catch (IOException e) {
            LOG.errorf("user endpoints of an earlier run were not looked for: %s", e.getMessage());
        }
        counted();
    }

    private void adopt(Household.Earlier earlier) {
        Child child = new Child(earlier.folder());
        try {
            if (earlier.running().isPresent()) {
                child.adopted(earlier.running().get());
                children.put(earlier.id(), child);
                LOG.infof(
                        "user endpoint=%s adopted pid=%d",
                        earlier.id(), earlier.running().get().pid());
            } else if (earlier.again()) {
                LOG.infof("user endpoint=%s may have work left, starting it", earlier.id());
                children.put(earlier.id(), child);
                launch(child, null);
            }
        } catch (IOException | BeamletException e) {
            LOG.errorf(
                    "user endpoint in %s not taken up: %s",
                    earlier.folder().path(), e.getMessage());
        }
    }

    private void take(StartOrder order) {
        Child child = children.get(order.id());
        if (child != null && child.alive()) {
            // It may be about to end, or its broker is away.
            child.remember(order, config.grace());
            return;
        }
        Household.Judged judged = judge(order, child);
        note(order, judged);
        if (judged.refusal().isPresent()) {
            refusals.accept(order, judged.shown());
            return;
        }
        String account = judged.account();
        try {
            begin(order, account);
        } catch (BeamletException e) {
            String why = e.what() + "; " + e.remedy();
            note(order, Household.Judged.refused(account, e.code(), why));
            refusals.accept(order, shown(why));
        } catch (IOException | RuntimeException e) {
            // Whoever waits is told, whatever went wrong.
            LOG.errorf(e, "user endpoint=%s", order.id());
            String why =
                    "the endpoint's machine could not start it (%s); ask the endpoint's owner"
                            .formatted(e.getMessage());
            note(order, Household.Judged.refused(account, ErrorCode.ENDPOINT_NOT_STARTED, why));
            refusals.accept(order, shown(why));
        }
        counted();
    }

    private void note(StartOrder order, Household.Judged judged) {
        attempts.note(
                new Attempt(
                        Attempt.What.USER_ENDPOINT,
                        order.id().toString(),
                        "%s %s".formatted(order.user(), order.userName()),
                        judged.account(),
                        "",
                        "",
                        order.name().value(),
                        TouchedPaths.NONE,
                        judged.refusal()));
    }

    private Household.Judged judge(StartOrder order, @Nullable Child child) {
        Household.Judged judged = household.judge(order);
        boolean known = child != null && child.takesRoom();
        long taken = children.values().stream().filter(Child::takesRoom).count();
        if (judged.refusal().isEmpty() && !known && taken >= config.maxUserEndpoints()) {
            return Household.Judged.refused(
                    judged.account(),
                    ErrorCode.QUOTA_EXCEEDED,
                    "endpoint '%s' runs %d user endpoints, as many as its max_user_endpoints;"
                                    .formatted(manager.name(), taken)
                            + " submit again once one of them has ended, use a user_endpoint_config"
                            + " of before, or ask its owner to raise that number");
        }
        return judged;
    }

    private void begin(StartOrder order, String account) throws IOException {
        Household.Prepared prepared = household.prepare(order);
        Child child = children.computeIfAbsent(order.id(), _ -> new Child(prepared.folder()));
        child.prepare(prepared.environment(), prepared.patient());
        child.runsAs(account);
        launch(child, order);
    }

    private void launch(Child child, @Nullable StartOrder order) throws IOException {
        Process process = household.start(child, order);
        child.started(new Running.Started(process), order);
        LOG.infof(
                "user endpoint=%s user=%s started pid=%d",
                child.folder().name(), order == null ? "" : order.user(), process.pid());
    }

    private void look() {
        try {
            for (Map.Entry<EndpointId, Child> entry : List.copyOf(children.entrySet())) {
                look(entry.getKey(), entry.getValue());
            }
            counted();
        } catch (RuntimeException e) {
            LOG.errorf(e, "user endpoints");
        }
    }

    private void look(EndpointId id, Child child) {
        child.look();
        if (child.cameOnline(household)) {
            LOG.infof("user endpoint=%s online", id);
        }
        Optional<Running> running = child.running();
        if (running.isPresent() && !running.get().alive()) {
            ended(id, child, running.get().status());
        } else if (running.isPresent() && child.late()) {
            LOG.warnf("user endpoint=%s does not come online and is killed", id);
            running.get().kill();
        } else if (running.isEmpty() && child.restartDue()) {
            restart(id, child);
        }
    }

    private void ended(EndpointId id, Child child, OptionalInt status) {
        Optional<StartOrder> asked = child.asked();
        Optional<StartOrder> again = child.ended();
        String how = status.isPresent() ? Integer.toString(status.getAsInt()) : "unknown";
        if (asked.isPresent()) {
            String why = child.said();
            note(
                    asked.get(),
                    Household.Judged.refused(child.account(), ErrorCode.ENDPOINT_NOT_STARTED, why));
            refusals.accept(asked.get(), shown(why));
        } else {
            LOG.infof("user endpoint=%s ended status=%s", id, how);
        }
        boolean orderly =
                status.isPresent() && (status.getAsInt() == 0 || status.getAsInt() == TERMINATED);
        household.ended(child, orderly);
        if (again.isPresent()) {
            children.remove(id);
            take(again.get());
            return;
        }
        if (orderly || !household.leftWork(child) || !child.restartLater()) {
            children.remove(id);
        }
    }

    private void restart(EndpointId id, Child child) {
        try {
            LOG.infof("user endpoint=%s has work left, starting it again", id);
            child.prepare(child.environment(), household.patient(child));
            launch(child, null);
        } catch (IOException | BeamletException e) {
            LOG.errorf("user endpoint=%s not started again: %s", id, e.getMessage());
            children.remove(id);
        }
    }

    /** Whoever may no longer run here runs no longer. */
    private void review() {
        try {
            for (Map.Entry<EndpointId, Child> entry : children.entrySet()) {
                Child child = entry.getValue();
                if (child.alive() && household.revoked(child)) {
                    LOG.warnf(
                            "user endpoint=%s is ended: its user may not run here", entry.getKey());
                    child.running().ifPresent(Running::end);
                }
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "user endpoints");
        }
    }

    /** Users need not know where the owner's files are. */
    private String shown(String text) {
        return text.replace(manager.path() + "/", "")
                .replace(manager.path().toAbsolutePath().normalize() + "/", "");
    }

    private void counted() {
        count = (int) children.values().stream().filter(Child::takesRoom).count();
    }

    /** Ends all in order, and kills what has not ended within the grace period. */
    void stop() throws InterruptedException {
        List<Running> left = new ArrayList<>();
        run(() ->
                children.values().stream()
                        .flatMap(child -> child.running().stream())
                        .forEach(left::add));
        thread.shutdownNow();
        left.forEach(Running::end);
        Duration grace = config.grace();
        await(left, grace.compareTo(LONGEST_STOP) < 0 ? grace : LONGEST_STOP);
        left.removeIf(running -> !running.alive());
        if (!left.isEmpty()) {
            LOG.warnf("user endpoints=%d do not end and are killed", left.size());
            left.forEach(Running::kill);
            await(left, KILL_LIMIT);
        }
    }

    private static void await(List<Running> all, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (all.stream().anyMatch(Running::alive) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }
}
