package org.beamlet.agent.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * How much an endpoint may use. Blocks that run are not ended by it; none is asked for that could
 * use more than is left.
 *
 * @param nodeHours of its blocks together
 * @param span in which they may be used
 */
public record Budget(double nodeHours, Span span) {
    private static final double HOUR = 3600;

    /** A span of time, in UTC, after which counting begins anew. */
    public enum Span {
        MONTH,
        YEAR,
        TOTAL;

        boolean holds(YearMonth month, Instant now) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            return switch (this) {
                case MONTH -> month.equals(YearMonth.from(today));
                case YEAR -> month.getYear() == today.getYear();
                case TOTAL -> true;
            };
        }

        private String words(Instant now) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            return switch (this) {
                case MONTH -> " in " + YearMonth.from(today);
                case YEAR -> " in " + today.getYear();
                case TOTAL -> "";
            };
        }

        private String until(Instant now) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            return switch (this) {
                case MONTH -> ", or wait until " + today.withDayOfMonth(1).plusMonths(1);
                case YEAR -> ", or wait until " + today.withDayOfYear(1).plusYears(1);
                case TOTAL -> "";
            };
        }
    }

    /**
     * {@return why no other task of a user is taken, if none is}
     *
     * @param usedSeconds node-seconds that their tasks used in the span
     */
    public Optional<String> refusal(String user, double usedSeconds, Instant now) {
        return usedSeconds < nodeHours * HOUR
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "tasks of user %s used %.1f of %.1f node-hours%s, as many as"
                                        + " node_hours_per_user of this endpoint; ask its owner for"
                                        + " more%s",
                                user,
                                usedSeconds / HOUR,
                                nodeHours,
                                span.words(now),
                                span.until(now)));
    }

    /**
     * {@return why no other block may be asked for, if none may}
     *
     * @param usedSeconds node-seconds that were used in the span
     * @param held blocks that run or wait
     * @param nodes of the next one
     * @param walltime of the next one; zero where it has no end
     */
    public Optional<String> refusal(
            double usedSeconds,
            Collection<HeldNodes> held,
            int nodes,
            Duration walltime,
            Instant now) {
        double ahead = held.stream().mapToDouble(block -> block.ahead(now)).sum();
        double next = nodes * (double) walltime.toSeconds();
        double left = nodeHours * HOUR - usedSeconds;
        if (left > 0 && ahead + next <= left) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "node_hours_budget: %.1f of %.1f node-hours were used%s, blocks may still"
                                + " use %.1f, and the next block %.1f; raise the budget, give"
                                + " blocks less walltime or fewer nodes%s",
                        usedSeconds / HOUR,
                        nodeHours,
                        span.words(now),
                        ahead / HOUR,
                        next / HOUR,
                        span.until(now)));
    }
}
