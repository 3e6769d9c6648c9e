package org.beamlet.agent.userendpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
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

    /** The folder of one that nobody has asked for in so long, and that left nothing, goes. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final EndpointFolder manager;
    private final String text;
    private final ManagerConfig config;
    private final boolean othersAsMe;
    private final ChildLauncher launcher;
    private final ChildFolders folders;
    private final BiConsumer<StartOrder, String> refusals;
    private final Map<EndpointId, Child> children = new HashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("user-endpoints").factory());
    private volatile int count;

    /**
     * @param text of the manager's config.yaml
     * @param refusals tells whoever waits why there is nothing to wait for
     */
    Children(
            EndpointFolder manager,
            String text,
            ManagerConfig config,
            boolean othersAsMe,
            ChildLauncher launcher,
            BiConsumer<StartOrder, String> refusals) {
        this.manager = manager;
        this.text = text;
        this.config = config;
        this.othersAsMe = othersAsMe;
        this.launcher = launcher;
        this.refusals = refusals;
        this.folders = new ChildFolders(manager);
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
            for (ChildFolders.Known known : folders.all()) {
                adopt(known.folder());
            }
        } catch (IOException e) {
            LOG.errorf("user endpoints of an earlier run were not looked for: %s", e.getMessage());
        }
        counted();
    }

    private void adopt(EndpointFolder folder) {
        try {
            Optional<EndpointId> id = EndpointIdentity.read(folder.identity());
            if (id.isEmpty()) {
                return;
            }
            Child child = new Child(folder);
            var holder = AgentLock.holder(folder);
            if (holder.isPresent()) {
                child.adopted(new Running.Adopted(holder.get()));
                children.put(id.get(), child);
                LOG.infof("user endpoint=%s adopted pid=%d", id.get(), holder.get().pid());
            } else if (ChildFolders.unfinished(folder)) {
                LOG.infof("user endpoint=%s has work left, starting it", id.get());
                children.put(id.get(), child);
                launch(child, null, Map.of(), false);
            } else if (System.currentTimeMillis() - ChildFolders.startedMs(folder)
                    > KEPT.toMillis()) {
                PrivateFiles.remove(folder.path());
            }
        } catch (IOException | BeamletException e) {
            LOG.errorf("user endpoint in %s not taken up: %s", folder.path(), e.getMessage());
        }
    }

    private void take(StartOrder order) {
        Child child = children.get(order.id());
        if (child != null && child.alive()) {
            // It may be about to end, or its broker is away.
            child.remember(order, config.grace());
            return;
        }
        Optional<String> refusal = refusal(order, child);
        if (refusal.isPresent()) {
            refusals.accept(order, refusal.get());
            return;
        }
        try {
            begin(order);
        } catch (BeamletException e) {
            refusals.accept(order, shown(e.what() + "; " + e.remedy()));
        } catch (IOException | RuntimeException e) {
            // Whoever waits is told, whatever went wrong.
            LOG.errorf(e, "user endpoint=%s", order.id());
            refusals.accept(
                    order,
                    "the endpoint's machine could not start it (%s); ask the endpoint's owner"
                            .formatted(shown(String.valueOf(e.getMessage()))));
        }
        counted();
    }

    /** Processes here are the owner's: the owner decides for whom, and how many. */
    private Optional<String> refusal(StartOrder order, @Nullable Child child) {
        Optional<UUID> owner = EndpointIdentity.owner(manager.identity());
        boolean mine = owner.filter(order.user()::equals).isPresent();
        if (!mine && !othersAsMe && config.access().allowed().isEmpty()) {
            return Optional.of(
                    "endpoint '%s' runs its owner's tasks alone; ask its owner to set"
                                    .formatted(manager.name())
                            + " allowed_functions, or to start it with --run-others-as-me");
        }
        boolean known = child != null && child.takesRoom();
        long taken = children.values().stream().filter(Child::takesRoom).count();
        if (!known && taken >= config.maxUserEndpoints()) {
            return Optional.of(
                    "endpoint '%s' runs %d user endpoints, as many as its max_user_endpoints;"
                                    .formatted(manager.name(), taken)
                            + " submit again once one of them has ended, use a user_endpoint_config"
                            + " of before, or ask its owner to raise that number");
        }
        return Optional.empty();
    }

    private void begin(StartOrder order) throws IOException {
        ChildConfig filled =
                ChildConfig.of(
                        order, manager.path(), text, UserTemplates.of(manager.path(), config));
        EndpointFolder folder =
                folders.prepare(order, filled.text(), EndpointIdentity.owner(manager.identity()));
        Child child = children.computeIfAbsent(order.id(), _ -> new Child(folder));
        launch(child, order, filled.environment(), filled.config().hooks().setup().isPresent());
    }

    private void launch(
            Child child, @Nullable StartOrder order, Map<String, String> environment, boolean setup)
            throws IOException {
        Files.deleteIfExists(child.ready());
        PrivateFiles.write(child.output(), "");
        Process process =
                launcher.start(child.folder(), child.ready(), child.output(), environment);
        child.started(new Running.Started(process), order, environment, setup);
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
        if (child.cameOnline()) {
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
            refusals.accept(asked.get(), shown(child.said()));
        } else {
            LOG.infof("user endpoint=%s ended status=%s", id, how);
        }
        if (again.isPresent()) {
            children.remove(id);
            take(again.get());
            return;
        }
        boolean orderly =
                status.isPresent() && (status.getAsInt() == 0 || status.getAsInt() == TERMINATED);
        if (orderly || !leftWork(child) || !child.restartLater()) {
            children.remove(id);
        }
    }

    private static boolean leftWork(Child child) {
        try {
            return ChildFolders.unfinished(child.folder());
        } catch (IOException | BeamletException e) {
            LOG.warnf("%s cannot be looked into: %s", child.folder().path(), e.getMessage());
            return false;
        }
    }

    private void restart(EndpointId id, Child child) {
        try {
            LOG.infof("user endpoint=%s has work left, starting it again", id);
            boolean setup = ConfigReader.read(child.folder().config()).hooks().setup().isPresent();
            launch(child, null, child.environment(), setup);
        } catch (IOException | BeamletException e) {
            LOG.errorf("user endpoint=%s not started again: %s", id, e.getMessage());
            children.remove(id);
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
