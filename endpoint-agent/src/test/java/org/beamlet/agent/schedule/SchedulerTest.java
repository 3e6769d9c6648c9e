package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournaledTask;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerTest {
    private static final TaskTerms IDEMPOTENT = new TaskTerms(null, null, null, true);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final BlockingQueue<Message.Result> published = new LinkedBlockingQueue<>();
    private Journal journal;
    private Scheduler scheduler;

    @BeforeEach
    void open() {
        journal = Journal.open(folder);
        scheduler = scheduler(OptionalInt.of(1));
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    private Scheduler scheduler(OptionalInt retries) {
        return new Scheduler(
                journal,
                (_, _, message) -> published.add(decoded(message)),
                new Deaf(),
                new LossRules(retries, new Catalog(List.of())),
                SILENCE,
                clock::get);
    }

    private static Message.Result decoded(String message) {
        return (Message.Result) MessageCodec.decode(message.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Deaf implements TaskObserver {
        @Override
        public void step(TaskId id, WireState state, long atNanos) {}

        @Override
        public List<Message.Transition> take(TaskId id) {
            return List.of();
        }
    }

    private static final class Link implements ManagerLink {
        final List<TaskId> cancelled = new ArrayList<>();
        final List<Assignment> placed = new ArrayList<>();
        final List<Assignment> takenBack = new ArrayList<>();
        final BlockingQueue<TaskId> received = new LinkedBlockingQueue<>();

        @Override
        public void place(List<Assignment> assignments) {
            placed.addAll(assignments);
        }

        @Override
        public void received(TaskId id, int attempt) {
            received.add(id);
        }

        @Override
        public void takeBack(List<Assignment> assignments) {
            takenBack.addAll(assignments);
        }

        @Override
        public void cancel(TaskId id, int attempt) {
            cancelled.add(id);
        }

        @Override
        public void stop(boolean drain, String why) {}

        List<TaskId> ids() {
            return placed.stream().map(assignment -> assignment.task().id()).toList();
        }
    }

    private List<TaskId> accept(int count) {
        return accept(count, TaskTerms.NONE);
    }

    private List<TaskId> accept(int count, TaskTerms terms) {
        List<AcceptedTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String buffer = Payloads.pack("01\nx");
            tasks.add(new AcceptedTask(TaskId.random(), "f", 1, buffer, List.of(), "", terms));
        }
        scheduler.accept(tasks);
        return tasks.stream().map(AcceptedTask::id).toList();
    }

    private Link connect(String id, int slots, int prefetch) {
        Link link = new Link();
        scheduler.connected(
                new ManagerHello(id, "block-" + id, "node-" + id, slots, prefetch, Set.of()), link);
        return link;
    }

    private static Outcome fine() {
        return new Outcome("11\n1", null, 1, 2);
    }

    private Message.Result outcome() throws InterruptedException {
        return Objects.requireNonNull(published.poll(2, TimeUnit.MINUTES), "no outcome");
    }

    private Message.ErrorDetails error() throws InterruptedException {
        return Objects.requireNonNull(outcome().errorDetails());
    }

    @Test
    void tasksArePlacedInTheOrderOfArrivalAsFarAsCreditGoes() {
        List<TaskId> ids = accept(5);

        Link link = connect("a", 2, 1);

        assertThat(link.ids()).isEqualTo(ids.subList(0, 3));
        assertThat(scheduler.load()).isEqualTo(new Load(2, 3, 2, 0, 1));
    }

    @Test
    void aFreeSlotElsewhereIsPreferredToAQueueHere() {
        Link first = connect("a", 2, 10);
        Link second = connect("b", 2, 10);

        accept(4);

        assertThat(first.placed).hasSize(2);
        assertThat(second.placed).hasSize(2);
    }

    @Test
    void aTaskThatIsKnownIsNotTakenTwice() {
        Link link = connect("a", 4, 0);
        AcceptedTask task = new AcceptedTask(TaskId.random(), "f", 1, "", List.of(), "");

        scheduler.accept(List.of(task));
        scheduler.accept(List.of(task));

        assertThat(link.placed).hasSize(1);
    }

    @Test
    void theManagerForgetsAnOutcomeOnlyOnceItIsJournaled() throws Exception {
        Link link = connect("a", 1, 0);
        TaskId id = accept(1).getFirst();

        scheduler.finished(id, 1, fine(), link);

        assertThat(link.received.poll(2, TimeUnit.MINUTES)).isEqualTo(id);
        journal.close();
        try (Journal again = Journal.open(folder)) {
            assertThat(again.found().getFirst().message()).isPresent();
        }
        journal = Journal.open(folder);
    }

    @Test
    void theFirstOutcomeCountsAndLaterOnesAreOnlyAcknowledged() throws Exception {
        Link link = connect("a", 1, 0);
        TaskId id = accept(1).getFirst();
        scheduler.finished(id, 1, fine(), link);
        outcome();

        scheduler.finished(id, 1, Outcome.failure("X", "late", ""), link);
        scheduler.published(id, 1, "");
        scheduler.finished(id, 1, Outcome.failure("X", "later", ""), link);

        assertThat(link.received).hasSize(3);
        assertThat(published).isEmpty();
    }

    @Test
    void aSilentManagerIsLostOnlyAfterItsTime() throws Exception {
        Link link = connect("a", 1, 0);
        TaskId id = accept(1).getFirst();
        scheduler.started(id, 1, 1);
        scheduler.disconnected("a", link);
        Link other = connect("b", 1, 0);

        clock.addAndGet(SILENCE.toNanos());
        scheduler.tick();
        assertThat(other.placed).isEmpty();
        clock.addAndGet(1);
        scheduler.tick();

        assertThat(other.ids()).containsExactly(id);
        assertThat(other.placed.getFirst().attempt()).isEqualTo(2);
    }

    @Test
    void retriesAreCountedOverManagersAndBlocks() throws Exception {
        TaskId id = accept(1).getFirst();
        connect("a", 1, 0);
        scheduler.started(id, 1, 1);
        scheduler.blockEnded("block-a", "ended: failed", "out of memory");
        Link second = connect("b", 1, 0);
        scheduler.lost(id, 2, new Loss("w7", "node-b", "was killed by signal 9", "log\nthe end"));

        Message.ErrorDetails error = error();

        assertThat(second.placed).hasSize(1);
        assertThat(error.code()).isEqualTo("TASK_LOST");
        assertThat(error.userMessage())
                .contains("2 times", "w7", "node-b", "signal 9", "the end")
                .contains("max_retries_on_system_failure is 1");
    }

    @Test
    void aTaskThatNeverStartedIsTakenBackWithoutCounting() {
        scheduler = scheduler(OptionalInt.of(0));
        TaskId id = accept(1, IDEMPOTENT).getFirst();
        connect("a", 1, 0);

        scheduler.blockEnded("block-a", "ended", "");

        assertThat(connect("b", 1, 0).ids()).containsExactly(id);
        assertThat(published).isEmpty();
    }

    @Test
    void whatMustNotRunTwiceIsLostWithItsManagerThoughItWasNotSeenToStart() throws Exception {
        scheduler = scheduler(OptionalInt.empty());
        accept(1);
        connect("a", 1, 0);

        scheduler.blockEnded("block-a", "ended: failed", "");

        assertThat(connect("b", 1, 0).placed).isEmpty();
        assertThat(error().code()).isEqualTo("TASK_LOST");
    }

    @Test
    void aTaskThatTakesItsManagersDownBeforeItStartsEndsSomeDay() throws Exception {
        scheduler = scheduler(OptionalInt.of(0));
        accept(1, IDEMPOTENT);
        for (int i = 0; published.isEmpty() && i < 6; i++) {
            connect("m" + i, 1, 0);
            scheduler.blockEnded("block-m" + i, "ended", "");
        }

        assertThat(error().code()).isEqualTo("TASK_LOST");
    }

    @Test
    void aManagerThatWasStartedAnewOnItsNodeReplacesTheOld() {
        Link old = connect("a", 1, 0);
        TaskId id = accept(1).getFirst();
        scheduler.disconnected("a", old);
        Link fresh = new Link();

        scheduler.connected(new ManagerHello("a2", "block-a", "node-a", 1, 0, Set.of()), fresh);

        assertThat(fresh.ids()).containsExactly(id);
        assertThat(scheduler.load().managers()).isEqualTo(1);
    }

    @Test
    void afterARestartHeldTasksStayWhereTheyAreAndOthersWaitForTheirManager() throws Exception {
        Link link = connect("a", 2, 0);
        List<JournaledTask> found = journaled(link);
        scheduler = scheduler(OptionalInt.of(0));

        scheduler.recover(found, Set.of("block-a"), Set.of());
        Link stranger = connect("b", 4, 0);
        assertThat(stranger.placed).isEmpty();
        Link back = new Link();
        TaskId held = found.getFirst().id();
        scheduler.connected(new ManagerHello("a", "block-a", "node-a", 2, 0, Set.of(held)), back);

        assertThat(stranger.ids()).containsExactly(found.getLast().id());
        assertThat(stranger.placed.getFirst().attempt()).isEqualTo(2);
        assertThat(back.placed).isEmpty();
    }

    @Test
    void afterARestartTasksOfBlocksThatWereEndedWaitAgainAtOnce() throws Exception {
        List<JournaledTask> found = journaled(connect("a", 2, 0));
        scheduler = scheduler(OptionalInt.of(0));

        scheduler.recover(found, Set.of(), Set.of());

        assertThat(connect("b", 4, 0).ids())
                .isEqualTo(found.stream().map(JournaledTask::id).toList());
    }

    @Test
    void whatMustNotRunTwiceIsLostWithABlockThatDiedWithoutAnAgent() throws Exception {
        List<JournaledTask> found = journaled(connect("a", 2, 0));
        scheduler = scheduler(OptionalInt.empty());

        scheduler.recover(found, Set.of(), Set.of("block-a"));

        assertThat(connect("b", 4, 0).placed).isEmpty();
        assertThat(error().userMessage()).contains("block-a", "while the agent was away");
        assertThat(error().code()).isEqualTo("TASK_LOST");
    }

    @Test
    void afterARestartUnplacedTasksThatMustNotRunTwiceWaitForWhatManagersHold() {
        scheduler = scheduler(OptionalInt.empty());
        List<JournaledTask> found = List.of(unplaced(), unplaced());
        scheduler.recover(found, Set.of("block-a", "block-b"), Set.of());

        Link other = connect("b", 4, 0);
        assertThat(other.placed).isEmpty();
        // Placed by the agent that was killed, before it was journaled.
        TaskId held = found.getFirst().id();
        Link holder = new Link();
        scheduler.connected(new ManagerHello("a", "block-a", "node-a", 1, 0, Set.of(held)), holder);

        assertThat(other.ids()).containsExactly(found.getLast().id());
        assertThat(holder.placed).isEmpty();
    }

    @Test
    void theyWaitNoLongerForABlockThatIsSilent() {
        scheduler = scheduler(OptionalInt.empty());
        JournaledTask found = unplaced();
        scheduler.recover(List.of(found), Set.of("block-a", "block-b"), Set.of());
        Link link = connect("b", 1, 0);

        clock.addAndGet(SILENCE.toNanos());
        scheduler.tick();

        assertThat(link.ids()).containsExactly(found.id());
    }

    private static JournaledTask unplaced() {
        AcceptedTask task = new AcceptedTask(TaskId.random(), "f", 1, "b", List.of(), "");
        return new JournaledTask(
                task.id(), 1, Optional.of(task), 0, Optional.empty(), Optional.empty());
    }

    /** Has two tasks placed, and reads what the journal says of them. */
    private List<JournaledTask> journaled(Link link) throws Exception {
        for (int i = 0; i < 2; i++) {
            AcceptedTask task = new AcceptedTask(TaskId.random(), "f", 1, "b", List.of(), "");
            journal.append(List.of(new org.beamlet.agent.journal.JournalRecord.Accepted(task)))
                    .get();
            scheduler.accept(List.of(task));
        }
        assertThat(link.placed).hasSize(2);
        journal.close();
        journal = Journal.open(folder);
        return journal.found();
    }

    @Test
    void whileTheAgentEndsNothingCountsAsLost() {
        TaskId id = accept(1).getFirst();
        Link link = connect("a", 1, 0);
        scheduler.stop("test");

        scheduler.lost(id, 1, new Loss("w", "n", "was killed", ""));
        scheduler.left("a", "stopped");
        scheduler.blockEnded("block-a", "ended", "");

        assertThat(link.placed).hasSize(1);
        assertThat(scheduler.load().unfinished()).isEqualTo(1);
        assertThat(published).isEmpty();
    }
}
