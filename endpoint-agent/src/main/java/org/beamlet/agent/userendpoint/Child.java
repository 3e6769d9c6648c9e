package org.beamlet.agent.userendpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.log.LogFile;
import org.jspecify.annotations.Nullable;

/** A user endpoint as its manager knows it; one thread alone looks at it. */
final class Child {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration SETUP_LIMIT = Duration.ofHours(1);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_RESTARTS = 5;
    private static final int LAST_LINES = 200;

    private final EndpointFolder folder;
    private @Nullable Running running;
    private @Nullable StartOrder order;
    private Map<String, String> environment = Map.of();
    private String account = "";
    private Duration limit = START_LIMIT;
    private boolean online;
    private long sinceNanos;
    private int restarts;
    private @Nullable Long restartNanos;
    private @Nullable StartOrder again;
    private long againUntilNanos;

    Child(EndpointFolder folder) {
        this.folder = folder;
    }

    EndpointFolder folder() {
        return folder;
    }

    Path ready() {
        return folder.path().resolve("ready.json");
    }

    Path output() {
        return folder.path().resolve("agent.out");
    }

    boolean alive() {
        return running != null && running.alive();
    }

    /** {@return whether it counts among those that run} */
    boolean takesRoom() {
        return running != null || restartNanos != null;
    }

    Optional<Running> running() {
        return Optional.ofNullable(running);
    }

    /** {@return who waits to hear whether it can be started} */
    Optional<StartOrder> asked() {
        return online ? Optional.empty() : Optional.ofNullable(order);
    }

    /** {@return the environment of its next start, and of its last} */
    Map<String, String> environment() {
        return environment;
    }

    void adopted(Running process) {
        running = process;
        online = true;
        sinceNanos = System.nanoTime();
    }

    /** Says with what its next process is started, and whether that may take long. */
    void prepare(Map<String, String> with, boolean patient) {
        environment = Map.copyOf(with);
        limit = patient ? SETUP_LIMIT : START_LIMIT;
    }

    /** Says as whom that is. */
    void runsAs(String name) {
        account = name;
    }

    /** {@return as whom it was started for whoever asked; empty where nobody did} */
    String account() {
        return account;
    }

    /**
     * It was started.
     *
     * @param by whoever waits for it; null where it takes up what it had left
     */
    void started(Running process, @Nullable StartOrder by) {
        running = process;
        order = by;
        online = false;
        restartNanos = null;
        again = null;
        sinceNanos = System.nanoTime();
    }

    /**
     * Takes note that it is online.
     *
     * @return whether it has come so since the last look
     */
    boolean cameOnline(Household household) {
        if (online || running == null || !household.online(this)) {
            return false;
        }
        online = true;
        sinceNanos = System.nanoTime();
        return true;
    }

    /** What is asked for while the process is still there is done once it has ended. */
    void remember(StartOrder later, Duration grace) {
        again = later;
        againUntilNanos = System.nanoTime() + grace.toNanos();
    }

    boolean late() {
        return !online && System.nanoTime() - sinceNanos > limit.toNanos();
    }

    void look() {
        if (online && restarts > 0 && System.nanoTime() - sinceNanos > STEADY.toNanos()) {
            restarts = 0;
        }
    }

    /** {@return what was asked for while it ended, after it has} */
    Optional<StartOrder> ended() {
        running = null;
        online = false;
        StartOrder later = again;
        again = null;
        return later != null && System.nanoTime() - againUntilNanos < 0
                ? Optional.of(later)
                : Optional.empty();
    }

    /** {@return whether it will be started again for what it has left} */
    boolean restartLater() {
        if (restarts >= MOST_RESTARTS) {
            return false;
        }
        restartNanos = System.nanoTime() + FIRST_PAUSE.toNanos() * (1L << (2 * restarts));
        restarts++;
        return true;
    }

    boolean restartDue() {
        return restartNanos != null && System.nanoTime() - restartNanos >= 0;
    }

    /** {@return what it said of why it ended} */
    String said() {
        try {
            ByteArrayOutputStream last = new ByteArrayOutputStream();
            boolean _ = new LogFile(output()).tail(LAST_LINES, last);
            return last.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("error: "))
                    .map(line -> line.substring("error: ".length()))
                    .reduce((_, later) -> later)
                    .orElse("its process ended; ask the endpoint's owner to look at its log");
        } catch (IOException e) {
            return "its process ended, and what it said cannot be read (%s); ask the endpoint's owner"
                    .formatted(e.getMessage());
        }
    }
}
