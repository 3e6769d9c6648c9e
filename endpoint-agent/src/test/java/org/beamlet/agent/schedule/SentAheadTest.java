package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.agent.heartbeat.TransitionLog;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short tasks, of which more are with a manager than its slots and its queue take. */
class SentAheadTest {
    private static final long TENTH_MS = 100_000;

    @TempDir Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final BlockingQueue<TaskId> published = new LinkedBlockingQueue<>();
    private final List<Assignment> placed = new ArrayList<>();
    private final List<Assignment> takenBack = new ArrayList<>();
    private final BlockingQueue<Told> received = new LinkedBlockingQueue<>();
    private final Link link = new Link();
    private Journal journal;
    private Scheduler scheduler;

    private record Told(List<ManagerLink.Ended> tasks) {}

    private final class Link implements ManagerLink {
        @Override
        public void place(List<Assignment> assignments) {
            placed.addAll(assignments);
        }

        @Override
        public void takeBack(List<Assignment> assignments) {
            takenBack.addAll(assignments);
        }

        @Override
        public void received(TaskId id, int attempt) {
            received.add(new Told(List.of(new ManagerLink.Ended(id, attempt))));
        }

        @Override
        public void received(List<ManagerLink.Ended> tasks) {
            received.add(new Told(tasks));
        }

        @Override
        public void cancel(TaskId id, int attempt) {}

        @Override
        public void stop(boolean drain, String why) {}
    }

    @BeforeEach
    void open() {
        journal = Journal.open(folder);
        scheduler =
                new Scheduler(
                        journal,
                        (id, _, _) -> published.add(id),
                        new TransitionLog(),
                        new LossRules(OptionalInt.of(0), new Catalog(List.of())),
                        Duration.ofSeconds(60),
                        clock::get);
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    private void connect(int slots, int prefetch) {
        scheduler.connected(
                new ManagerHello("m", "block", "node", slots, prefetch, Set.of()), link);
    }

    private void accept(int count) {
        List<AcceptedTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(
                    new AcceptedTask(
                            TaskId.random(), "f", 1, Payloads.pack("01\nx"), List.of(), ""));
        }
        scheduler.accept(tasks);
    }

    /** The first of what was placed ends, some time after the one before it. */
    private void end(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            clock.addAndGet(nanos);
            Assignment first = placed.removeFirst();
            scheduler.finished(
                    first.task().id(), first.attempt(), new Outcome("11\n1", null, 1, 2), link);
        }
    }

    @Test
    void ofShortTasksMoreAreSentThanTheQueueTakes() {
        connect(2, 4);
        accept(2000);
        assertThat(placed).hasSize(6);

        end(1000, TENTH_MS);

        assertThat(placed).hasSizeBetween(100, 258);
    }

    @Test
    void theyAreAskedForOnceTheTasksBeforeThemTakeLonger() {
        connect(2, 4);
        accept(2000);
        end(1000, TENTH_MS);
        int there = placed.size();

        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        scheduler.tick();

        assertThat(takenBack).hasSize(there - 6);
        assertThat(placed.subList(6, there)).containsExactlyInAnyOrderElementsOf(takenBack);
    }

    @Test
    void whereNothingIsToBeKeptReadyNothingIsSentAhead() {
        connect(2, 0);
        accept(2000);

        end(1000, TENTH_MS);

        assertThat(placed).hasSize(2);
    }

    @Test
    void whatEndsTogetherIsJournaledAndToldTogether() throws Exception {
        connect(8, 0);
        accept(8);
        List<Assignment> all = List.copyOf(placed);

        scheduler.together(() -> end(8, TENTH_MS));

        List<ManagerLink.Ended> told = received.poll(1, TimeUnit.MINUTES).tasks();
        assertThat(told)
                .extracting(ManagerLink.Ended::id)
                .containsExactlyElementsOf(all.stream().map(a -> a.task().id()).toList());
        for (Assignment one : all) {
            assertThat(published.poll(1, TimeUnit.MINUTES)).isEqualTo(one.task().id());
        }
    }
}
