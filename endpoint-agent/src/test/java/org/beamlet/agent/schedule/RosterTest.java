package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir Path folder;

    private final AtomicLong clock = new AtomicLong();
    private Journal journal;
    private Scheduler scheduler;
    private Roster roster;

    @BeforeEach
    void open() {
        journal = Journal.open(folder);
        scheduler =
                new Scheduler(
                        journal,
                        (_, _, _) -> {},
                        new Deaf(),
                        new LossRules(OptionalInt.of(1), new Catalog(List.of())),
                        Duration.ofSeconds(60),
                        clock::get);
        roster = new Roster(scheduler);
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
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
        final List<Assignment> placed = new ArrayList<>();
        boolean stopped;

        @Override
        public void place(List<Assignment> assignments) {
            placed.addAll(assignments);
        }

        @Override
        public void takeBack(List<Assignment> assignments) {}

        @Override
        public void received(TaskId id, int attempt) {}

        @Override
        public void cancel(TaskId id, int attempt) {}

        @Override
        public void stop(boolean drain, String why) {
            stopped = true;
        }
    }

    private Link connect(String id, String block) {
        Link link = new Link();
        scheduler.connected(new ManagerHello(id, block, "node-" + id, 1, 1, Set.of()), link);
        return link;
    }

    private void accept(int count) {
        for (int i = 0; i < count; i++) {
            scheduler.accept(
                    List.of(
                            new AcceptedTask(
                                    TaskId.random(),
                                    "f",
                                    1,
                                    Payloads.pack("01\nx"),
                                    List.of(),
                                    "")));
        }
    }

    @Test
    void managersAndTasksAreCountedAsTheyAre() {
        Link link = connect("a", "block-1");
        accept(3);
        Assignment first = link.placed.getFirst();
        scheduler.started(first.task().id(), first.attempt(), 1);

        assertThat(roster.managers())
                .containsExactly(
                        new ManagerView("a", "block-1", "node-a", true, 1, 1, 1, false, 0));
        TaskCounts tasks = roster.tasks();
        assertThat(tasks.waiting()).isEqualTo(1);
        assertThat(tasks.placed()).isEqualTo(2);
        assertThat(tasks.running()).isEqualTo(1);
        assertThat(tasks.accepted()).isEqualTo(3);

        scheduler.finished(
                first.task().id(), first.attempt(), new Outcome("11\n1", null, 1, 2), link);
        scheduler.lost(link.placed.get(1).task().id(), 1, new Loss("w", "n", "was killed", ""));
        assertThat(roster.tasks().succeeded()).isEqualTo(1);
        assertThat(roster.tasks().lost()).isEqualTo(1);
        assertThat(roster.tasks().perMinute()).isEqualTo(1);

        scheduler.disconnected("a", link);
        clock.addAndGet(7 * SECOND);
        assertThat(roster.managers().getFirst().connected()).isFalse();
        assertThat(roster.managers().getFirst().silentS()).isEqualTo(7);
    }

    @Test
    void aBlockIsLetGoOnlyWhileNoneOfItsManagersHasATask() {
        Link busy = connect("a", "block-1");
        accept(1);
        Link idle = connect("b", "block-2");

        assertThat(roster.release("block-1", "w")).isFalse();
        assertThat(busy.stopped).isFalse();
        assertThat(roster.release("block-2", "w")).isTrue();
        assertThat(idle.stopped).isTrue();
        assertThat(roster.release("block-3", "w")).isTrue();

        accept(5);
        assertThat(idle.placed).isEmpty();
    }

    @Test
    void onlyWhatEndedWithinTheLastMinuteIsItsRate() {
        Counts counts = new Counts(clock::get);
        Outcome failed = Outcome.failure("X", "x", "");
        counts.ended(failed);
        clock.addAndGet(30 * SECOND);
        counts.ended(Cancelled.outcome());
        assertThat(counts.told(0, 0, 0).perMinute()).isEqualTo(2);
        clock.addAndGet(30 * SECOND);
        assertThat(counts.told(0, 0, 0).perMinute()).isEqualTo(1);
        counts.ended(failed);
        assertThat(counts.told(0, 0, 0).perMinute()).isEqualTo(2);
        clock.addAndGet(600 * SECOND);
        assertThat(counts.told(0, 0, 0)).isEqualTo(new TaskCounts(0, 0, 0, 0, 0, 2, 1, 0, 0));
    }
}
