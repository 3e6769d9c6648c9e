package org.beamlet.agent.block;

import java.time.Duration;
import java.util.Optional;
import org.beamlet.providers.Verdict;

/** One of the queues that blocks are asked of, and how it took that. */
final class AskedQueue {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_LIMIT = Duration.ofMinutes(10);
    private static final Duration CLOSED = Duration.ofMinutes(5);
    private static final Duration LONGEST_CLOSED = Duration.ofMinutes(30);
    private static final Duration HOURS = Duration.ofHours(1);
    private static final Duration UNKNOWN = Duration.ofSeconds(1);
    private static final Duration LONGEST_UNKNOWN = Duration.ofSeconds(60);
    private static final int MOST_DOUBLINGS = 10;

    private final String name;
    private final int most;
    private Verdict verdict = Verdict.NONE;
    private String why = "";
    private int refusals;
    private long refusedAt;

    /**
     * Makes one that has refused nothing.
     *
     * @param name may be empty
     * @param most so many jobs are asked of it at once
     */
    AskedQueue(String name, int most) {
        this.name = name;
        this.most = most;
    }

    String name() {
        return name;
    }

    int most() {
        return most;
    }

    synchronized Verdict verdict() {
        return verdict;
    }

    /** It takes no block, or lets one wait that will not start. */
    synchronized void refused(Verdict how, String said, long now) {
        refusals = how == verdict ? refusals + 1 : 1;
        verdict = how;
        why = said;
        refusedAt = now;
    }

    /** It takes blocks, or they start. */
    synchronized void opened() {
        refusals = 0;
        verdict = Verdict.NONE;
        why = "";
    }

    /** Nobody waits for it any more; it stays closed for as long as it was. */
    synchronized void unwanted() {
        if (!verdict.lasts()) {
            why = "";
        }
    }

    synchronized boolean isOpen(long now) {
        return refusals == 0
                || pause().map(pause -> now - refusedAt >= pause.toNanos()).orElse(false);
    }

    /** {@return for how long it is not asked again; empty for as long as the agent runs} */
    private Optional<Duration> pause() {
        return switch (verdict) {
            case NONE -> doubled(UNKNOWN, LONGEST_UNKNOWN);
            case OVER_LIMIT -> doubled(LIMIT, LONGEST_LIMIT);
            case MAINTENANCE -> doubled(CLOSED, LONGEST_CLOSED);
            // They are given again, by people who do not tell the agent.
            case NO_ALLOCATION -> Optional.of(HOURS);
            case BAD_ACCOUNT, NEVER -> Optional.empty();
        };
    }

    private Optional<Duration> doubled(Duration first, Duration longest) {
        Duration pause = first.multipliedBy(1L << Math.min(refusals - 1, MOST_DOUBLINGS));
        return Optional.of(pause.compareTo(longest) < 0 ? pause : longest);
    }

    /** {@return what a person is told of it; empty where there is nothing to tell} */
    synchronized Optional<String> trouble() {
        if (refusals == 0 || why.isEmpty()) {
            return Optional.empty();
        }
        String again =
                pause().map(pause -> ", asked again after %d s".formatted(pause.toSeconds()))
                        .orElse(", not asked again before a restart of the endpoint");
        String where = name.isEmpty() ? "" : " in queue " + name;
        return Optional.of(
                verdict == Verdict.NONE
                        ? why
                        : "%s%s%s: %s".formatted(verdict.words(), where, again, why));
    }
}
