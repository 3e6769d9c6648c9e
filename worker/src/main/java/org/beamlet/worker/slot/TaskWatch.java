package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.process.ProcessTable;
import org.beamlet.worker.frame.FromWorker;
import org.jspecify.annotations.Nullable;

/** Looks after running tasks, and ends those that take more than they may, with their workers. */
final class TaskWatch implements Runnable {
    private static final Logger LOG = System.getLogger(TaskWatch.class.getName());
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** All processes of the node are looked through: seldom, where it is only for their number. */
    private static final int ROUNDS_WITHOUT_LIMIT = 10;

    /** How long a worker may take to say what its task is at. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final List<WorkerSlot> slots;
    private final TaskQueue queue;
    private final WorkerLimits limits;
    private final Map<TaskRun, Watched> watched = new HashMap<>();
    private int rounds;

    TaskWatch(List<WorkerSlot> slots, TaskQueue queue, WorkerLimits limits) {
        this.slots = slots;
        this.queue = queue;
        this.limits = limits;
    }

    @Override
    public void run() {
        try {
            while (!queue.closed()) {
                queue.pause(PERIOD);
                Regardless.take("look at the running tasks", this::round);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        Map<WorkerSlot, TaskRun> running = new HashMap<>();
        slots.forEach(slot -> slot.running().ifPresent(run -> running.put(slot, run)));
        watched.keySet().retainAll(running.values());
        if (running.isEmpty()) {
            return;
        }
        Map<Long, SessionUse> uses = uses(running.values());
        running.forEach((slot, run) -> {
            Watched one = watched.computeIfAbsent(run, _ -> new Watched());
            try {
                verdict(run, one, uses.get(run.process().pid()))
                        .ifPresent(why -> slot.condemn(run, why));
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "task={0} unwatched: {1}", run.task().taskId(), e);
            }
        });
    }

    private Map<Long, SessionUse> uses(Collection<TaskRun> running) {
        rounds++;
        boolean due =
                limits.memoryBytes() > 0 ? rounds % 2 == 0 : rounds % ROUNDS_WITHOUT_LIMIT == 0;
        return due
                ? SessionUse.of(
                        running.stream()
                                .map(run -> run.process().pid())
                                .collect(Collectors.toSet()))
                : Map.of();
    }

    private Optional<Verdict> verdict(TaskRun run, Watched one, @Nullable SessionUse use) {
        if (use != null && limits.memoryBytes() > 0 && use.bytes() > limits.memoryBytes()) {
            return Optional.of(tooMuchMemory(run, use.bytes()));
        }
        if (use != null && use.processes() > limits.processes()) {
            return Optional.of(tooManyProcesses(use.processes()));
        }
        if (printed(run) > limits.outputBytes()) {
            return Optional.of(tooMuchOutput());
        }
        return deadlocked(run, one).or(() -> tooLong(run, one));
    }

    private static long printed(TaskRun run) {
        try {
            return run.process().output().printed();
        } catch (IOException _) {
            // The file is gone: nobody can say.
            return 0;
        }
    }

    private Verdict tooMuchMemory(TaskRun run, long bytes) {
        String before =
                run.process().ran() == 0
                        ? ""
                        : " (%d tasks before it may have left some of that behind)"
                                .formatted(run.process().ran());
        return new Verdict(
                ErrorCode.MEMORY_EXCEEDED,
                ("the function's worker held %s of memory%s, and may hold %s; give it less at once,"
                                + " or have the endpoint's admin raise mem_per_worker")
                        .formatted(size(bytes), before, size(limits.memoryBytes())),
                "");
    }

    private Verdict tooManyProcesses(int processes) {
        return new Verdict(
                ErrorCode.PROCESSES_EXCEEDED,
                ("the function's worker had %d processes, and may have %d; have it wait for those it"
                                + " starts")
                        .formatted(processes, limits.processes()),
                "");
    }

    private Verdict tooMuchOutput() {
        return new Verdict(
                ErrorCode.OUTPUT_EXCEEDED,
                "the function printed more than %s; print less, or write to a file of your own"
                        .formatted(size(limits.outputBytes())),
                "");
    }

    private static String size(long bytes) {
        return bytes >= 1 << 30
                ? "%.1f GiB".formatted(bytes / (double) (1 << 30))
                : "%.1f MiB".formatted(bytes / (double) (1 << 20));
    }

    /** A worker that hardly computes is asked whether its threads wait for each other. */
    private static Optional<Verdict> deadlocked(TaskRun run, Watched one) {
        FromWorker.Explained said = run.explained();
        if (said != null && !said.deadlock().isEmpty()) {
            return Optional.of(
                    new Verdict(
                            ErrorCode.FUNCTION_DEADLOCKED,
                            "threads of the function wait for each other for ever; take their locks"
                                    + " in the same order everywhere",
                            said.deadlock()));
        }
        if (one.idlesAgain(run)) {
            run.explain();
        }
        return Optional.empty();
    }

    private Optional<Verdict> tooLong(TaskRun run, Watched one) {
        Duration limit = limit(run);
        if (limit.isZero() || run.elapsed().compareTo(limit) < 0) {
            return Optional.empty();
        }
        if (one.askedBeforeTheEnd == 0) {
            one.askedBeforeTheEnd = System.nanoTime();
            run.explain();
            return Optional.empty();
        }
        FromWorker.Explained said = run.explained();
        long waited = System.nanoTime() - one.askedBeforeTheEnd;
        if (said == null && waited < ANSWER.toNanos()) {
            return Optional.empty();
        }
        return Optional.of(
                new Verdict(
                        ErrorCode.TASK_TIMED_OUT,
                        ("the function was ended after the %s s that it may take; give it less to"
                                        + " do, or more time")
                                .formatted(seconds(limit)),
                        said == null || said.stack().isEmpty()
                                ? ""
                                : "It was at:\n" + said.stack()));
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? Long.toString(time.toSeconds())
                : Double.toString(time.toMillis() / 1000.0);
    }

    private Duration limit(TaskRun run) {
        Double own = run.task().terms().taskSeconds();
        Duration all = limits.taskTime();
        if (own == null || own <= 0) {
            return all;
        }
        Duration wished = Duration.ofMillis(Math.max(1, Math.round(Math.min(own, 1e9) * 1000)));
        return all.isZero() || wished.compareTo(all) < 0 ? wished : all;
    }

    /** What is remembered of a task between two looks. */
    private static final class Watched {
        private static final Duration FIRST = Duration.ofSeconds(5);
        private static final Duration LONGEST = Duration.ofMinutes(1);

        /** Whoever computes for less than a twentieth of the time waits for something. */
        private static final double IDLE = 0.05;

        private static final int TICKS_PER_S = 100;

        private Duration span = FIRST;
        private long since = System.nanoTime();
        private long ticks = -1;
        private long askedBeforeTheEnd;

        /** {@return whether its process hardly computed in a time that doubles with each answer} */
        boolean idlesAgain(TaskRun run) {
            long now = System.nanoTime();
            if (ticks >= 0 && now - since < span.toNanos()) {
                return false;
            }
            Optional<Long> used =
                    ProcessTable.find(run.process().pid()).map(ProcessTable.Entry::ticks);
            if (used.isEmpty()) {
                return false;
            }
            double most = IDLE * TICKS_PER_S * (now - since) / 1e9;
            boolean idle = ticks >= 0 && used.get() - ticks < most;
            ticks = used.get();
            since = now;
            if (idle) {
                span = span.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : span.multipliedBy(2);
            }
            return idle;
        }
    }
}
