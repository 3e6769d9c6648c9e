package org.beamlet.worker.slot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.TaskRunner;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** A fixed number of slots, each with a worker process, and the queue before them. */
public final class WorkerPool implements TaskRunner {
    /**
     * Characters of a task that may wait within a worker: as many as are given at a time fit into
     * its pipe, so that whoever writes them never waits for the worker.
     */
    static final int MOST_AHEAD = 4 * 1024;

    private final WorkerSettings settings;
    private final WorkerLaunch launch;
    private final TaskQueue queue;
    private final StartTurns turns = new StartTurns(Runtime.getRuntime().availableProcessors());
    private final ShortTasks shortTasks = new ShortTasks();
    private final List<WorkerSlot> slots;
    private final Set<Assignment> open = ConcurrentHashMap.newKeySet();
    private final OutputRounds rounds;
    private final TaskWatch watch;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Thread improver;
    private volatile String whyClosed = "";
    private volatile SlotNews news = SlotNews.NONE;

    public WorkerPool(WorkerSettings settings) {
        this(settings, new WorkerLaunch(settings));
    }

    WorkerPool(WorkerSettings settings, WorkerLaunch launch) {
        this.settings = settings;
        this.launch = launch;
        this.queue = new TaskQueue(new Devices(settings.pinning(), settings.slots()));
        this.slots =
                IntStream.rangeClosed(1, settings.slots())
                        .mapToObj(number -> new WorkerSlot(this, number))
                        .toList();
        this.rounds = new OutputRounds(slots, queue);
        this.watch = new TaskWatch(slots, queue, settings.limits());
    }

    /**
     * Starts all workers, so that the first task finds one warm; does not wait for them. Where it
     * was called before, they are there.
     */
    public synchronized void start() {
        if (queue.closed() || !threads.isEmpty()) {
            return;
        }
        threads.add(Thread.ofPlatform().daemon().name("output").start(rounds));
        threads.add(Thread.ofPlatform().daemon().name("task-watch").start(watch));
        improver =
                Thread.ofVirtual()
                        .name("start-cache")
                        .start(() -> launch.improve(queue, () -> idleSlots() == slots.size()));
        slots.forEach(slot -> threads.add(Thread.ofPlatform().daemon().name("slot").start(slot)));
    }

    /** Sets who is told of workers; to be called before they are started. */
    public void tell(SlotNews who) {
        news = who;
    }

    SlotNews news() {
        return news;
    }

    /** Keeps tasks from these accelerators, and from no others; what runs on one runs on. */
    public void bar(Set<String> unfit) {
        queue.bar(unfit);
    }

    @Override
    public CompletableFuture<TaskOutcome> submit(WorkerTask task, TaskListener listener) {
        Assignment assignment = new Assignment(task, listener);
        try {
            // Nobody could ever run one that wants more, and all that follow would wait with it.
            settings.pinning().require(task.gpus());
        } catch (BeamletException e) {
            assignment.outcome().complete(Assignment.refused(e));
            return assignment.outcome();
        }
        open.add(assignment);
        CompletableFuture<TaskOutcome> _ =
                assignment.outcome().whenComplete((_, _) -> open.remove(assignment));
        if (!queue.add(assignment)) {
            assignment.lost("", whyClosed, "");
        }
        return assignment.outcome();
    }

    /** Gives up a task that no worker has begun; one that has begun runs on. */
    public void takeBack(String taskId, int attempt) {
        queue.remove(taskId, attempt)
                .forEach(assignment ->
                        assignment.lost("", "was taken back before a worker had begun it", ""));
    }

    /**
     * Ends a task, wherever it is: out of the queue, or with its worker, which is killed and
     * replaced. Its outcome is then a failure with code TASK_CANCELLED, unless it ended before.
     * Returns once the worker is gone.
     *
     * @param attempt only this one; 0 for any
     */
    public void cancel(String taskId, int attempt) {
        for (Assignment assignment : open) {
            WorkerTask task = assignment.task();
            if (task.taskId().equals(taskId) && (attempt == 0 || task.attempt() == attempt)) {
                assignment.cancelled().set(true);
                if (queue.remove(assignment)) {
                    assignment.outcome().complete(Assignment.cancelledOutcome(0));
                } else {
                    slots.forEach(slot -> slot.cancel(assignment));
                }
            }
        }
    }

    /** Slots whose worker is ready, and that would be given a task that came now. */
    public int idleSlots() {
        return (int) slots.stream().filter(slot -> slot.ready() && !slot.busy()).count();
    }

    /** Tasks that wait for a slot. */
    public int queued() {
        return queue.size();
    }

    /** Ids of functions that a living worker has run before. */
    public Set<String> warmFunctions() {
        Set<String> all = new TreeSet<>();
        slots.forEach(slot -> all.addAll(slot.warm()));
        return all;
    }

    /** Ends all workers; tasks that run or wait are lost for the reason given. */
    public synchronized void close(String why) {
        if (!queue.closed()) {
            whyClosed = why;
            queue.close();
        }
        queue.drain().forEach(assignment -> assignment.lost("", why, ""));
        slots.parallelStream().forEach(WorkerSlot::kill);
        if (improver != null) {
            improver.interrupt();
            joinPatiently(improver);
        }
        for (Thread thread : threads) {
            joinPatiently(thread);
        }
    }

    @Override
    public void close() {
        close("ended with its manager");
    }

    WorkerSettings settings() {
        return settings;
    }

    WorkerLaunch launch() {
        return launch;
    }

    TaskQueue queue() {
        return queue;
    }

    StartTurns turns() {
        return turns;
    }

    ShortTasks shortTasks() {
        return shortTasks;
    }

    /** Whether a worker may be given the task before it has ended the one it runs. */
    boolean isShort(Assignment assignment) {
        return shortTasks.has(assignment.task().functionId())
                && assignment.task().taskBuffer().length() <= MOST_AHEAD
                && assignment.task().environment().isEmpty()
                && assignment.task().gpus() == 0
                && Language.of(assignment.task()) == Language.JAVA;
    }

    /** Takes short tasks from the head of the queue, and no more than one slot's share of it. */
    List<Assignment> ahead(int most) {
        return queue.takeShare(this::isShort, most, slots.size());
    }

    /** Tasks that a worker was given and did not begin wait again, before all others. */
    void putBack(List<Assignment> tasks) {
        if (!queue.putBack(tasks)) {
            tasks.forEach(task -> task.lost("", whyClosed, ""));
        }
    }

    /** Ends processes that may hold memory of these devices; none of their slots has a task. */
    void clear(List<String> devices) {
        for (WorkerSlot slot : slots) {
            if (settings.pinning().device(slot.number()).filter(devices::contains).isPresent()) {
                slot.endPython();
            }
        }
    }

    /** {@return whether a process has run as many tasks as it may} */
    boolean spent(WorkerProcess process) {
        int most = settings.limits().tasks();
        return most > 0 && process.ran() >= most;
    }

    String whyClosed() {
        return whyClosed;
    }

    /** A slot has given up hope; if no other has a worker either, nobody will run what waits. */
    void noWorkerStarts(String worker, String how, String logTail) {
        if (slots.stream().noneMatch(WorkerSlot::ready)) {
            queue.drain()
                    .forEach(task -> task.lost(worker, "no worker starts: it " + how, logTail));
        }
    }

    private static void joinPatiently(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
