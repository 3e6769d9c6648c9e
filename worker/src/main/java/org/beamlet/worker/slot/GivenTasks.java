package org.beamlet.worker.slot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a slot's processes were given and have not ended, in the order in which they work it off.
 * Only the first can have begun: a worker tells how a task ended before it begins the next.
 */
final class GivenTasks {
    private final Deque<TaskRun> runs = new ArrayDeque<>();
    private boolean recalling;

    /**
     * Some that are no longer among them.
     *
     * @param last whether they were the last
     */
    record Taken(List<TaskRun> runs, boolean last) {}

    synchronized void add(List<TaskRun> more) {
        runs.addAll(more);
    }

    synchronized Optional<TaskRun> head() {
        return Optional.ofNullable(runs.peek());
    }

    /** {@return the task of that id that the process was given; one that begins is the first} */
    synchronized Optional<TaskRun> of(WorkerProcess process, String taskId) {
        return runs.stream()
                .filter(one -> one.process().equals(process))
                .filter(one -> one.task().taskId().equals(taskId))
                .findFirst();
    }

    /** {@return whether it is the one that its process has begun, or begins next} */
    synchronized boolean first(TaskRun run) {
        return runs.stream()
                .filter(one -> one.process().equals(run.process()))
                .findFirst()
                .filter(run::equals)
                .isPresent();
    }

    /** {@return the one that runs, if nothing is behind it} */
    synchronized Optional<TaskRun> alone() {
        return runs.size() == 1 ? head().filter(TaskRun::begun) : Optional.empty();
    }

    /** {@return the one that has run for longer, if others are behind it} */
    synchronized Optional<TaskRun> before(long nanos) {
        return runs.size() > 1
                ? head().filter(head -> head.elapsed().toNanos() > nanos)
                : Optional.empty();
    }

    synchronized Optional<TaskRun> of(Assignment assignment) {
        return runs.stream().filter(one -> one.assignment().equals(assignment)).findFirst();
    }

    /** {@return whether there is one, and few enough that more may be put behind it} */
    synchronized boolean few(int most) {
        return !runs.isEmpty() && runs.size() <= most && !recalling;
    }

    /** {@return the ids of the process's tasks that have not begun, and are asked back} */
    synchronized List<String> recall(WorkerProcess from) {
        List<String> behind =
                runs.stream()
                        .skip(1)
                        .filter(one -> one.process().equals(from))
                        .map(one -> one.task().taskId())
                        .toList();
        recalling |= !behind.isEmpty();
        return behind;
    }

    /** None is asked back any more. */
    synchronized void recalled() {
        recalling = false;
    }

    synchronized Taken take(Predicate<TaskRun> which) {
        List<TaskRun> taken = new ArrayList<>(1);
        boolean some = runs.removeIf(one -> which.test(one) && taken.add(one));
        notifyAll();
        return new Taken(taken, some && runs.isEmpty());
    }

    /** {@return whether the task is still here, and all that came after it is not} */
    synchronized boolean awaitAlone(Assignment assignment, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        while (of(assignment).isPresent() && runs.size() > 1) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException _) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return of(assignment).isPresent();
    }
}
