package org.beamlet.agent.schedule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.slot.Pinning;

/** A scheduler with a clock that stands still, and node managers that only take notes. */
final class PlacementRig implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    final AtomicLong clock = new AtomicLong(5 * SECOND);
    final Scheduler scheduler;
    final Roster roster;
    private final BlockingQueue<Message.Result> published = new LinkedBlockingQueue<>();
    private final Journal journal;

    PlacementRig(Path folder, int retries) {
        journal = Journal.open(folder);
        scheduler =
                new Scheduler(
                        journal,
                        (_, _, message) ->
                                published.add(
                                        (Message.Result)
                                                MessageCodec.decode(
                                                        message.getBytes(StandardCharsets.UTF_8))),
                        new Deaf(),
                        new LossRules(OptionalInt.of(retries), new Catalog(List.of())),
                        Duration.ofSeconds(60),
                        clock::get);
        roster = new Roster(scheduler);
    }

    private static final class Deaf implements TaskObserver {
        @Override
        public void step(TaskId id, WireState state, long atNanos) {}

        @Override
        public List<Message.Transition> take(TaskId id) {
            return List.of();
        }
    }

    /** A node manager. */
    final class Node implements ManagerLink {
        final String id;
        final List<Assignment> placed = new ArrayList<>();
        final List<TaskId> takenBack = new ArrayList<>();

        Node(String id) {
            this.id = id;
        }

        @Override
        public void place(List<Assignment> assignments) {
            placed.addAll(assignments);
        }

        @Override
        public void received(TaskId task, int attempt) {}

        @Override
        public void takeBack(List<Assignment> assignments) {
            assignments.forEach(one -> takenBack.add(one.task().id()));
        }

        @Override
        public void cancel(TaskId task, int attempt) {}

        @Override
        public void stop(boolean drain, String why) {}

        List<TaskId> ids() {
            return placed.stream().map(one -> one.task().id()).toList();
        }

        List<String> users() {
            return placed.stream().map(one -> one.task().user()).toList();
        }

        /** Its n-th placement begins, and ends after a while in which the clock goes on. */
        void runs(int number, long seconds) {
            Assignment one = begins(number);
            clock.addAndGet(seconds * SECOND);
            Outcome outcome = new Outcome("11\n1", null, 1, 1 + seconds * SECOND);
            scheduler.finished(one.task().id(), one.attempt(), outcome, this);
        }

        Assignment begins(int number) {
            Assignment one = placed.get(number);
            scheduler.started(one.task().id(), one.attempt(), 1);
            return one;
        }
    }

    void pass(long seconds) {
        clock.addAndGet(seconds * SECOND);
        scheduler.tick();
    }

    Node connect(String id, int slots, int prefetch, long walltimeLeft) {
        return connect(id, slots, prefetch, walltimeLeft, 0);
    }

    Node connect(String id, int slots, int prefetch, long walltimeLeft, int accelerators) {
        List<String> names = IntStream.range(0, accelerators).mapToObj(String::valueOf).toList();
        return connect(
                id,
                slots,
                prefetch,
                walltimeLeft,
                new Pinning(names, "none").slotsOfDevices(slots));
    }

    Node connect(
            String id, int slots, int prefetch, long walltimeLeft, List<Integer> acceleratorSlots) {
        Node node = new Node(id);
        scheduler.connected(
                new ManagerHello(
                        id,
                        "block-" + id,
                        "node-" + id,
                        slots,
                        prefetch,
                        Set.of(),
                        walltimeLeft,
                        acceleratorSlots),
                node);
        return node;
    }

    static AcceptedTask task(String user, String function, TaskTerms terms) {
        return new AcceptedTask(TaskId.random(), function, 1, "", List.of(), "", terms, user);
    }

    List<TaskId> accept(String user, int count) {
        List<AcceptedTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(task(user, "f", TaskTerms.NONE));
        }
        scheduler.accept(tasks);
        return tasks.stream().map(AcceptedTask::id).toList();
    }

    TaskId accept(AcceptedTask task) {
        scheduler.accept(List.of(task));
        return task.id();
    }

    /** Takes tasks on as the agent does, which writes them down first. */
    List<TaskId> acceptForGood(int count) throws Exception {
        List<AcceptedTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(task("u", "f", TaskTerms.NONE));
        }
        journal.append(tasks.stream().<JournalRecord>map(JournalRecord.Accepted::new).toList())
                .get();
        scheduler.accept(tasks);
        return tasks.stream().map(AcceptedTask::id).toList();
    }

    /** Takes up what the journal of the rig before said. */
    void recover(Set<String> live, Set<String> died) {
        scheduler.recover(journal.found(), live, died);
    }

    Message.ErrorDetails error() throws InterruptedException {
        return Objects.requireNonNull(
                Objects.requireNonNull(published.poll(2, TimeUnit.MINUTES), "no outcome")
                        .errorDetails());
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
