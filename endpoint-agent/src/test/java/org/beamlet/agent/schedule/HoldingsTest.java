package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent still has when the service has given it to somebody else, and what it keeps. */
class HoldingsTest {
    private record Told(TaskId id, int attempt, String message) {}

    @TempDir Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final AtomicBoolean lease = new AtomicBoolean(true);
    private final BlockingQueue<Told> published = new LinkedBlockingQueue<>();
    private final Link link = new Link();
    private Journal journal;
    private Scheduler scheduler;

    private static final class Link implements ManagerLink {
        final List<Assignment> placed = new ArrayList<>();
        final List<Assignment> takenBack = new ArrayList<>();
        final List<TaskId> received = new ArrayList<>();

        @Override
        public void place(List<Assignment> assignments) {
            placed.addAll(assignments);
        }

        @Override
        public void cancel(TaskId id, int attempt) {}

        @Override
        public void takeBack(List<Assignment> assignments) {
            takenBack.addAll(assignments);
        }

        @Override
        public void received(TaskId id, int attempt) {
            received.add(id);
        }

        @Override
        public void stop(boolean drain, String why) {}
    }

    private static final class Deaf implements TaskObserver {
        @Override
        public void step(TaskId id, WireState state, long atNanos) {}

        @Override
        public List<Message.Transition> take(TaskId id) {
            return List.of();
        }
    }

    @BeforeEach
    void open() {
        journal = Journal.open(folder);
        scheduler =
                new Scheduler(
                        journal,
                        (id, attempt, message) -> published.add(new Told(id, attempt, message)),
                        new Deaf(),
                        new LossRules(OptionalInt.of(0), new Catalog(List.of())),
                        Duration.ofSeconds(60),
                        clock::get);
        scheduler.placeOnlyIf(lease::get);
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    private TaskId accept(TaskId id, int attempt) {
        scheduler.accept(List.of(new AcceptedTask(id, "f", attempt, "b", List.of(), "")));
        return id;
    }

    private TaskId accept() {
        return accept(TaskId.random(), 1);
    }

    private void connect(int slots, int prefetch) {
        scheduler.connected(new ManagerHello("m", "b", "n", slots, prefetch, Set.of()), link);
    }

    private static Outcome fine() {
        return new Outcome("11\n1", null, 1, 2);
    }

    private Told outcome() throws InterruptedException {
        Told told = published.poll(2, TimeUnit.MINUTES);
        assertThat(told).as("an outcome").isNotNull();
        return told;
    }

    @Test
    void whatIsNoLongerWantedIsNotStartedAndWhatItBringsIsNotTold() {
        connect(1, 1);
        TaskId runs = accept();
        TaskId prefetched = accept();
        TaskId waits = accept();
        scheduler.started(runs, 1, 1);

        scheduler.holdings().reconciled(Set.of(runs, prefetched, waits), Set.of());

        assertThat(link.takenBack)
                .extracting(assignment -> assignment.task().id())
                .containsExactly(prefetched);
        assertThat(scheduler.holdings().all()).isEmpty();
        assertThat(scheduler.load().unfinished()).isZero();
        scheduler.finished(runs, 1, fine(), link);
        scheduler.lost(prefetched, 1, new Loss("", "n", "was taken back", ""));
        assertThat(link.received).containsExactly(runs);
        assertThat(published).isEmpty();
        assertThat(link.placed).hasSize(2);

        TaskId next = accept();
        assertThat(link.placed.getLast().task().id()).isEqualTo(next);
    }

    @Test
    void aSlotWithAStaleTaskIsNotFree() {
        connect(1, 0);
        TaskId stale = accept();
        scheduler.started(stale, 1, 1);
        scheduler.holdings().reconciled(Set.of(stale), Set.of());

        accept();
        assertThat(link.placed).hasSize(1);
        scheduler.finished(stale, 1, fine(), link);
        assertThat(link.placed).hasSize(2);
    }

    @Test
    void aTaskThatComesBackUnderALaterNumberIsAnotherOne() throws Exception {
        connect(1, 0);
        TaskId id = accept();
        scheduler.started(id, 1, 1);

        accept(id, 1001);
        assertThat(scheduler.holdings().all()).isEqualTo(Map.of(id, 1001));
        scheduler.finished(id, 1, Outcome.failure("X", "stale", ""), link);
        assertThat(link.placed.getLast().attempt()).isEqualTo(1001);
        scheduler.finished(id, 1001, fine(), link);

        Told told = outcome();
        assertThat(told.attempt()).isEqualTo(1001);
        assertThat(told.message()).doesNotContain("stale");
    }

    @Test
    void anOutcomeIsKeptUntilTheServiceHasIt() throws Exception {
        connect(1, 0);
        TaskId id = accept();
        scheduler.finished(id, 1, fine(), link);
        Told told = outcome();
        scheduler.published(id, told.attempt(), told.message());
        assertThat(scheduler.holdings().knows(id, 1)).isTrue();
        assertThat(scheduler.holdings().unsettled()).isEqualTo(Map.of(id, 1));

        // The broker has lost it: the service goes on waiting for it.
        clock.addAndGet(Duration.ofSeconds(21).toNanos());
        scheduler.holdings().settle(Set.of(id), Set.of(id));
        assertThat(outcome().message()).isEqualTo(told.message());

        scheduler.published(id, told.attempt(), told.message());
        scheduler.holdings().settle(Set.of(id), Set.of());
        assertThat(scheduler.holdings().unsettled()).isEmpty();
        // Delivered once more, it is not run again; under a later number it is.
        assertThat(scheduler.holdings().knows(id, 1)).isTrue();
        assertThat(scheduler.holdings().knows(id, 1001)).isFalse();
    }

    /** Its broker may be away, and bring what it was not told is done when it is back. */
    @Test
    void whatAnEarlierAgentHadEndedIsHeldBeforeItsOutcomeIsPublished() throws Exception {
        TaskId id = TaskId.random();
        journal.append(
                        List.of(
                                new JournalRecord.Accepted(
                                        new AcceptedTask(id, "f", 1, "b", List.of(), "")),
                                new JournalRecord.Finished(id, 1, "outcome")))
                .get();
        restart();

        assertThat(outcome()).isEqualTo(new Told(id, 1, "outcome"));
        assertThat(scheduler.holdings().knows(id, 1)).isTrue();
        assertThat(scheduler.holdings().knows(id, 1001)).isFalse();
        assertThat(scheduler.holdings().all()).isEqualTo(Map.of(id, 1));
        assertThat(scheduler.holdings().unsettled()).isEmpty();

        scheduler.published(id, 1, "outcome");
        assertThat(scheduler.holdings().knows(id, 1)).isTrue();
        assertThat(scheduler.holdings().all()).isEqualTo(Map.of(id, 1));
        scheduler.holdings().settle(Set.of(id), Set.of());
        assertThat(scheduler.holdings().all()).isEmpty();
    }

    @Test
    void whatAnEarlierAgentHadEndedIsForgottenWhereNobodyWantsItAnyMore() throws Exception {
        TaskId id = TaskId.random();
        journal.append(List.of(new JournalRecord.Finished(id, 1, "outcome"))).get();
        restart();

        scheduler.holdings().reconciled(Set.of(id), Set.of());

        assertThat(scheduler.holdings().all()).isEmpty();
        assertThat(scheduler.holdings().knows(id, 1)).isTrue();
        journal.close();
        journal = Journal.open(folder);
        assertThat(journal.found()).isEmpty();
    }

    private void restart() throws IOException {
        journal.close();
        open();
        scheduler.recover(journal.found(), Set.of(), Set.of());
    }

    @Test
    void afterTheLeaseNothingIsStartedUntilTheServiceHasSpoken() {
        connect(1, 1);
        TaskId runs = accept();
        TaskId prefetched = accept();
        scheduler.started(runs, 1, 1);

        lease.set(false);
        scheduler.tick();
        assertThat(link.takenBack)
                .extracting(assignment -> assignment.task().id())
                .containsExactly(prefetched);
        scheduler.lost(prefetched, 1, new Loss("", "n", "was taken back", ""));
        accept();
        assertThat(link.placed).hasSize(2);

        lease.set(true);
        scheduler.holdings().reconciled(Set.of(prefetched), Set.of(prefetched));
        assertThat(link.placed.getLast().task().id()).isEqualTo(prefetched);
        assertThat(published).isEmpty();
    }
}
