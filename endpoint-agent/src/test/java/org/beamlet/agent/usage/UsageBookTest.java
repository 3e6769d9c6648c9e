package org.beamlet.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageBookTest {
    private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path folder;
    private Instant now = START;

    private UsageBook open() throws IOException {
        InstantSource source = () -> now;
        return UsageBook.open(folder.resolve("usage.json"), source.withZone(ZoneOffset.UTC));
    }

    private static HeldNodes running(String block, int nodes, Instant since) {
        return new HeldNodes(block, nodes, Optional.of(since), Duration.ofHours(4));
    }

    @Test
    void blocksCountFromTheirBeginningToTheirEnd() throws IOException {
        UsageBook book = open();
        HeldNodes waiting = new HeldNodes("b2", 5, Optional.empty(), HOUR);
        now = START.plusSeconds(60);
        book.look("beam", List.of(running("b1", 3, START), waiting));
        assertThat(book.used(Budget.Span.MONTH)).isEqualTo(180);
        now = START.plusSeconds(100);
        book.look("beam", List.of(running("b1", 3, START), waiting));
        assertThat(book.used(Budget.Span.MONTH)).isEqualTo(300);
        book.look("beam", List.of(waiting));
        now = START.plusSeconds(1000);
        book.look("beam", List.of(waiting));
        assertThat(book.used(Budget.Span.MONTH)).isEqualTo(300);
    }

    @Test
    void anotherAgentGoesOnCountingAndNoSecondIsCountedTwice() throws IOException {
        UsageBook book = open();
        now = START.plusSeconds(60);
        book.look("beam", List.of(running("b1", 1, START)));
        book.ran("grace", 30_000_000_000L, 0.25);
        book.keep();
        now = START.plusSeconds(3600);
        UsageBook later = open();
        later.look("beam", List.of(running("b1", 1, START)));
        assertThat(later.used(Budget.Span.TOTAL)).isEqualTo(3600);
        assertThat(
                        later.months()
                                .path("2026-11")
                                .path("users")
                                .path("grace")
                                .path("node_seconds")
                                .asDouble())
                .isEqualTo(7.5);
        // The job ended at its walltime, whenever somebody looks.
        now = START.plus(Duration.ofDays(2));
        later.look("beam", List.of(running("b1", 1, START)));
        assertThat(later.used(Budget.Span.TOTAL)).isEqualTo(4 * 3600);
    }

    @Test
    void eachUserHasABudgetOfTheirOwn() throws IOException {
        UsageBook book = open();
        NodeLedger ledger =
                new NodeLedger(
                        book,
                        Optional.empty(),
                        Optional.of(new Budget(2, Budget.Span.MONTH)),
                        new NodeLedger.Terms("", 1, Duration.ZERO, 4),
                        Clock.fixed(START, ZoneOffset.UTC));
        book.ran("grace", HOUR.toNanos(), 1);
        assertThat(ledger.refusal("grace")).isEmpty();
        book.ran("grace", HOUR.toNanos(), 1);
        assertThat(ledger.refusal("grace"))
                .hasValueSatisfying(why ->
                        assertThat(why)
                                .contains(
                                        "user grace used 2.0 of 2.0 node-hours in 2026-11",
                                        "ask its owner",
                                        "wait until 2026-12-01"));
        assertThat(ledger.refusal("ada")).isEmpty();
        assertThat(ledger.refusal("")).isEmpty();
        now = START.plus(Duration.ofDays(30));
        assertThat(book.usedBy("grace", Budget.Span.MONTH)).isZero();
        assertThat(book.usedBy("grace", Budget.Span.YEAR)).isEqualTo(7200);
    }

    @Test
    void aBlockAcrossMidnightOfNewYearCountsInBothYears() throws IOException {
        UsageBook book = open();
        Instant begun = Instant.parse("2026-12-31T23:59:00Z");
        now = Instant.parse("2027-01-01T00:03:00Z");
        book.look("beam", List.of(running("b1", 2, begun)));
        assertThat(book.used(Budget.Span.YEAR)).isCloseTo(360, within(1e-6));
        assertThat(book.used(Budget.Span.TOTAL)).isCloseTo(480, within(1e-6));
        now = Instant.parse("2026-12-31T23:59:59Z");
        book.look("beam", List.of(running("b1", 2, begun)));
        assertThat(book.used(Budget.Span.TOTAL)).isCloseTo(480, within(1e-6));
    }

    @Test
    void aFileThatIsDamagedIsKeptAsideAndTheCountBeginsAnew() throws IOException {
        Path file = folder.resolve("usage.json");
        Files.writeString(file, "{\"months\":{\"soon\":{}}}");
        assertThatThrownBy(() -> UsageBook.read(file, Clock.systemUTC()))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("cannot be read");
        assertThat(file).as("left by whoever only looks").exists();
        assertThat(open().used(Budget.Span.TOTAL)).isZero();
        assertThat(folder.resolve("usage.json.damaged")).exists();
    }

    @Test
    void namesOfUsersAreBounded() throws IOException {
        UsageBook book = open();
        for (int i = 0; i < 10_100; i++) {
            book.ran("user-" + i, 1_000_000_000L, 1);
        }
        var users = book.months().path("2026-11").path("users");
        assertThat(users).hasSize(10_001);
        assertThat(users.path("(others)").path("tasks").asInt()).isEqualTo(100);
    }

    @Test
    void noBlockIsAskedForThatCouldUseMoreThanIsLeft() {
        Budget budget = new Budget(10, Budget.Span.MONTH);
        List<HeldNodes> held = List.of(running("b1", 1, START));
        Instant later = START.plus(HOUR);
        // 2 used, 3 hours of the block ahead: 5 are left for another.
        assertThat(budget.refusal(2 * 3600, held, 5, HOUR, later)).isEmpty();
        assertThat(budget.refusal(2 * 3600, held, 6, HOUR, later))
                .hasValueSatisfying(why ->
                        assertThat(why)
                                .contains(
                                        "2.0 of 10.0 node-hours were used in 2026-11",
                                        "may still use 3.0",
                                        "next block 6.0",
                                        "wait until 2026-12-01"));
        // Without an end nothing is known of the future, but what is used up is.
        List<HeldNodes> endless = List.of(new HeldNodes("b", 1, Optional.of(START), Duration.ZERO));
        Budget total = new Budget(10, Budget.Span.TOTAL);
        assertThat(total.refusal(35_999, endless, 1, Duration.ZERO, later)).isEmpty();
        assertThat(total.refusal(36_000, endless, 1, Duration.ZERO, later))
                .hasValueSatisfying(why -> assertThat(why).doesNotContain("wait"));
    }
}
