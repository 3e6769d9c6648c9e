package org.beamlet.agent.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;

/**
 * Counts node-seconds and keeps them in a file.
 *
 * <p>A block counts from the beginning of its job to its end, also while no agent looks. What is
 * counted twice or not at all if an agent is killed is what came since the file was written last,
 * at most a minute.
 */
public final class UsageBook {
    private static final Logger LOG = Logger.getLogger(UsageBook.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final double NANOS = 1e9;

    /** Users of a month who are counted by name: names come from elsewhere. */
    private static final int MOST_USERS = 10_000;

    private static final String OTHERS = "(others)";

    private final Path file;
    private final Clock clock;
    private final Content content;
    private Instant written;
    private boolean changed;
    private boolean told;

    /** What one user's tasks took. */
    public static final class Share {
        @JsonProperty("tasks")
        private long tasks;

        @JsonProperty("node_seconds")
        private double nodeSeconds;

        public long tasks() {
            return tasks;
        }

        public double nodeSeconds() {
            return nodeSeconds;
        }
    }

    /** What was used in a month. */
    public static final class Month {
        @JsonProperty("projects")
        private final Map<String, Double> projects = new TreeMap<>();

        @JsonProperty("users")
        private final Map<String, Share> users = new TreeMap<>();

        /** {@return node-seconds of blocks, by the project that they were asked for with} */
        public Map<String, Double> projects() {
            return Map.copyOf(projects);
        }

        /** {@return what tasks took of these; the rest is of workers that waited} */
        public Map<String, Share> users() {
            return Map.copyOf(users);
        }

        double nodeSeconds() {
            return projects.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /** What the file holds. */
    static final class Content {
        @JsonProperty("months")
        final Map<String, Month> months = new TreeMap<>();

        /** Up to when blocks are counted that have not ended. */
        @JsonProperty("blocks")
        final Map<String, String> blocks = new TreeMap<>();
    }

    private UsageBook(Path file, Clock clock, Content content) {
        this.file = file;
        this.clock = clock;
        this.content = content;
        this.written = clock.instant();
    }

    /** Opens the file of an endpoint; one that is damaged is put aside and counted anew. */
    public static UsageBook open(Path file, Clock clock) throws IOException {
        try {
            return read(file, clock);
        } catch (BeamletException e) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.errorf("usage=0 %s; it is kept as %s", e.what(), aside);
            return new UsageBook(file, clock, new Content());
        }
    }

    /**
     * Reads the file of an endpoint, which is left as it is.
     *
     * @throws BeamletException with code INPUT_INVALID if it is damaged
     */
    public static UsageBook read(Path file, Clock clock) {
        if (!Files.exists(file)) {
            return new UsageBook(file, clock, new Content());
        }
        try {
            Content content = Json.read(Files.readString(file), Content.class);
            content.months.keySet().forEach(YearMonth::parse);
            content.blocks.values().forEach(Instant::parse);
            return new UsageBook(file, clock, content);
        } catch (BeamletException | DateTimeException | IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "the node-hours in '%s' cannot be read: %s".formatted(file, e.getMessage()),
                    "see whether the disk is full; the agent puts the file aside when it starts",
                    e);
        }
    }

    /**
     * Counts what blocks used since they were looked at last; those that are not named have ended.
     */
    public synchronized void look(String project, Collection<HeldNodes> blocks) {
        Instant now = clock.instant();
        Set<String> live = new HashSet<>();
        for (HeldNodes block : blocks) {
            live.add(block.block());
            block.begun().ifPresent(begun -> count(project, block, begun, now));
        }
        changed |= content.blocks.keySet().retainAll(live);
    }

    private void count(String project, HeldNodes block, Instant begun, Instant now) {
        String counted = content.blocks.get(block.block());
        Instant from = counted == null ? begun : Instant.parse(counted);
        Instant to = now;
        if (!block.walltime().isZero() && begun.plus(block.walltime()).isBefore(to)) {
            // Its job has ended, also if nobody has seen it yet.
            to = begun.plus(block.walltime());
        }
        if (!to.isAfter(from)) {
            return;
        }
        for (Instant at = from; at.isBefore(to); ) {
            YearMonth month = YearMonth.from(at.atOffset(ZoneOffset.UTC));
            Instant next = month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            Instant end = next.isBefore(to) ? next : to;
            double seconds = block.nodes() * (Duration.between(at, end).toNanos() / NANOS);
            month(month).projects.merge(project, seconds, Double::sum);
            at = end;
        }
        content.blocks.put(block.block(), to.toString());
        changed = true;
    }

    private Month month(YearMonth month) {
        return content.months.computeIfAbsent(month.toString(), _ -> new Month());
    }

    /**
     * Counts a task.
     *
     * @param nodeShare which part of how many nodes it had: a quarter with one of four workers
     */
    public synchronized void ran(String user, long nanos, double nodeShare) {
        Month month = month(YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC)));
        Share share = month.users.computeIfAbsent(name(month.users, user), _ -> new Share());
        share.tasks++;
        share.nodeSeconds += nanos / NANOS * nodeShare;
        changed = true;
    }

    /** {@return node-seconds that were used in a span} */
    public synchronized double used(Budget.Span span) {
        Instant now = clock.instant();
        return content.months.entrySet().stream()
                .filter(entry -> span.holds(YearMonth.parse(entry.getKey()), now))
                .mapToDouble(entry -> entry.getValue().nodeSeconds())
                .sum();
    }

    /** {@return node-seconds that a user's tasks used in a span} */
    public synchronized double usedBy(String user, Budget.Span span) {
        Instant now = clock.instant();
        return content.months.entrySet().stream()
                .filter(entry -> span.holds(YearMonth.parse(entry.getKey()), now))
                .mapToDouble(entry -> {
                    Map<String, Share> users = entry.getValue().users;
                    Share share = users.get(name(users, user));
                    return share == null ? 0 : share.nodeSeconds;
                })
                .sum();
    }

    /** {@return under which name a user is counted} */
    private static String name(Map<String, Share> users, String user) {
        String name = user.isEmpty() ? "(unknown)" : user;
        return users.containsKey(name) || users.size() < MOST_USERS ? name : OTHERS;
    }

    /** {@return what was used, by month, as JSON} */
    public synchronized JsonNode months() {
        return Json.mapper().valueToTree(content.months);
    }

    /** Writes the file if there is something new and the last time is a while ago. */
    public synchronized void keep() {
        if (changed && Duration.between(written, clock.instant()).compareTo(EVERY) >= 0) {
            write();
        }
    }

    /** Writes the file if there is something new. */
    public synchronized void write() {
        if (!changed) {
            return;
        }
        written = clock.instant();
        try {
            PrivateFiles.write(file, Json.write(content) + "\n");
            changed = false;
            told = false;
        } catch (IOException e) {
            if (!told) {
                LOG.errorf(
                        "node-hours are not written file=%s why=\"%s\"; make room there", file, e);
                told = true;
            }
        }
    }
}
