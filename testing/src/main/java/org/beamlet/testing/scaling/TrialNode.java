package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.schedule.Assignment;
import org.beamlet.agent.schedule.Loss;
import org.beamlet.agent.schedule.ManagerHello;
import org.beamlet.agent.schedule.ManagerLink;
import org.beamlet.agent.schedule.Outcome;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;

/** A node manager that only pretends to run tasks: each takes as long as the trial says. */
final class TrialNode implements ManagerLink {
    /** Who is told what becomes of tasks. */
    interface Watch {
        void begun(TaskId id);

        void finished(TaskId id);
    }

    private final ManagerHello hello;
    private final Scheduler scheduler;
    private final VirtualTime time;
    private final Map<TaskId, Duration> durations;
    private final Watch watch;
    private final Deque<Assignment> ready = new ArrayDeque<>();
    private int free;
    private boolean dead;

    /**
     * Makes one that is not connected yet.
     *
     * @param durations how long each task runs
     */
    TrialNode(
            ManagerHello hello,
            Scheduler scheduler,
            VirtualTime time,
            Map<TaskId, Duration> durations,
            Watch watch) {
        this.hello = hello;
        this.free = hello.slots();
        this.scheduler = scheduler;
        this.time = time;
        this.durations = durations;
        this.watch = watch;
    }

    /** {@return what a node manager of the configuration says of itself} */
    static ManagerHello hello(
            EngineConfig engine, String block, String node, Optional<Duration> left) {
        return new ManagerHello(
                block + "-" + node,
                block,
                node,
                engine.slotsPerManager(),
                engine.prefetchCapacity(),
                Set.of(),
                left.map(Duration::toSeconds).orElse(0L),
                engine.acceleratorSlots());
    }

    int busy() {
        return dead ? 0 : hello.slots() - free;
    }

    ManagerHello hello() {
        return hello;
    }

    void die() {
        dead = true;
    }

    /** The scheduler holds its lock: what follows from this happens behind it. */
    @Override
    public void place(List<Assignment> assignments) {
        later(
                Duration.ZERO,
                () -> {
                    ready.addAll(assignments);
                    startNext();
                });
    }

    private void later(Duration length, Runnable what) {
        time.after(
                length,
                () -> {
                    if (!dead) {
                        what.run();
                    }
                });
    }

    private void startNext() {
        while (free > 0 && !ready.isEmpty()) {
            free--;
            Assignment next = ready.remove();
            TaskId id = next.task().id();
            long began = time.getAsLong();
            watch.begun(id);
            scheduler.started(id, next.attempt(), began);
            later(durations.getOrDefault(id, Duration.ZERO), () -> end(next, began));
        }
    }

    private void end(Assignment over, long began) {
        free++;
        watch.finished(over.task().id());
        // Outcomes that began at 0 would count as never begun.
        Outcome outcome = new Outcome("11\nnull", null, began + 1, time.getAsLong() + 1);
        scheduler.finished(over.task().id(), over.attempt(), outcome, this);
        startNext();
    }

    @Override
    public void takeBack(List<Assignment> assignments) {
        later(Duration.ZERO, () -> scheduler.together(() -> assignments.forEach(this::giveBack)));
    }

    private void giveBack(Assignment one) {
        if (ready.remove(one)) {
            Loss loss = new Loss(hello.id(), hello.node(), "was taken back", "");
            scheduler.lost(one.task().id(), one.attempt(), loss);
        }
    }

    /** What runs runs on: its end is then an outcome that nobody wants. */
    @Override
    public void cancel(TaskId id, int attempt) {
        later(
                Duration.ZERO,
                () -> {
                    for (Assignment one : List.copyOf(ready)) {
                        boolean meant = attempt == 0 || one.attempt() == attempt;
                        if (one.task().id().equals(id) && meant && ready.remove(one)) {
                            scheduler.finished(
                                    id,
                                    one.attempt(),
                                    Outcome.failure(
                                            ErrorCode.TASK_CANCELLED.name(), "cancelled", ""),
                                    this);
                        }
                    }
                });
    }

    @Override
    public void received(TaskId id, int attempt) {}

    @Override
    public void stop(boolean drain, String why) {}
}
