package org.beamlet.worker.slot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Tasks that wait for a worker, in order of arrival. */
final class TaskQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final Deque<Assignment> waiting = new ArrayDeque<>();
    private boolean closed;

    /** Whether the task was taken; not once the queue is closed. */
    boolean add(Assignment assignment) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.add(assignment);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a task as long as {@code wanted} and the queue is open. */
    Optional<Assignment> take(BooleanSupplier wanted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && wanted.getAsBoolean()) {
                Assignment next = waiting.poll();
                if (next != null) {
                    return Optional.of(next);
                }
                changed.await();
            }
            // Whoever leaves may have been woken in the place of one who would take it.
            changed.signal();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the tasks at the head that fit, without waiting, and leaves the others' share.
     *
     * @param sharers how many there are who take
     */
    List<Assignment> takeShare(Predicate<Assignment> fits, int most, int sharers) {
        lock.lock();
        try {
            int share = Math.min(most, (waiting.size() + sharers - 1) / sharers);
            List<Assignment> taken = new ArrayList<>();
            Assignment next = waiting.peek();
            while (taken.size() < share && next != null && fits.test(next)) {
                taken.add(waiting.remove());
                next = waiting.peek();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Puts tasks before all others; not once the queue is closed. */
    boolean putBack(List<Assignment> tasks) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            tasks.reversed().forEach(waiting::addFirst);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets everybody who waits look again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits; returns early when the queue is closed. */
    void pause(Duration length) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = length.toNanos();
            while (!closed && left > 0) {
                left = ended.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a task out, if it still waits. */
    List<Assignment> remove(String taskId, int attempt) {
        lock.lock();
        try {
            List<Assignment> taken =
                    waiting.stream()
                            .filter(waits -> waits.task().taskId().equals(taskId))
                            .filter(waits -> waits.task().attempt() == attempt)
                            .toList();
            waiting.removeAll(taken);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes one out; whether it was there. */
    boolean remove(Assignment assignment) {
        lock.lock();
        try {
            return waiting.remove(assignment);
        } finally {
            lock.unlock();
        }
    }

    /** Takes out all that waits. */
    List<Assignment> drain() {
        lock.lock();
        try {
            List<Assignment> all = List.copyOf(waiting);
            waiting.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
