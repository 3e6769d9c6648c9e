package org.beamlet.worker.slot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a worker, in order of arrival, and the places of those who have none. Where
 * it can be done at once, whoever brings a task or makes a place free also hands the task over: to
 * wake another thread for that would take as long as a short task.
 */
final class TaskQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Deque<Assignment> waiting = new ArrayDeque<>();

    /** Those with nothing to do, the last to become so first: its worker is the warmest. */
    private final Deque<Place> idle = new ArrayDeque<>();

    private final Set<Place> places = new HashSet<>();
    private boolean closed;

    /** What stands behind a place. */
    interface Worker {
        /** {@return whether it takes tasks at all} */
        boolean serves();

        /** {@return whether the task can be handed over by any thread, which is not held up} */
        boolean takesAtOnce(Assignment task);

        /** Hands the task over; {@return false where that came to nothing} */
        boolean hand(Assignment task);
    }

    /** Where one task at a time is taken, until it is made free again. */
    static final class Place {
        private final Worker worker;
        private final Condition changed;
        private volatile boolean free = true;
        private @Nullable Assignment handed;

        private Place(Worker worker, Condition changed) {
            this.worker = worker;
            this.changed = changed;
        }

        boolean free() {
            return free;
        }
    }

    /** {@return a place, which is to be made free} */
    Place place(Worker worker) {
        lock.lock();
        try {
            Place place = new Place(worker, lock.newCondition());
            places.add(place);
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the task was taken; not once the queue is closed. */
    boolean add(Assignment task) {
        Place direct = null;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            Place place = nextIdle();
            if (place == null) {
                waiting.add(task);
            } else if (reserve(place, task)) {
                direct = place;
            }
        } finally {
            lock.unlock();
        }
        if (direct != null) {
            hand(direct, task);
        }
        return true;
    }

    private @Nullable Place nextIdle() {
        Place place = idle.pollLast();
        while (place != null && !place.worker.serves()) {
            place.changed.signal();
            place = idle.pollLast();
        }
        return place;
    }

    /** {@return whether the caller is to hand the task over; else whoever serves the place does} */
    private static boolean reserve(Place place, Assignment task) {
        place.free = false;
        if (place.worker.takesAtOnce(task)) {
            return true;
        }
        place.handed = task;
        place.changed.signal();
        return false;
    }

    private void hand(Place place, Assignment task) {
        Assignment next = task;
        while (next != null) {
            next = place.worker.hand(next) ? null : release(place);
        }
    }

    /** What was handed to the place has ended. */
    void free(Place place) {
        Assignment next = release(place);
        if (next != null) {
            hand(place, next);
        }
    }

    /** {@return what the caller is to hand over there} */
    private @Nullable Assignment release(Place place) {
        lock.lock();
        try {
            place.free = true;
            if (closed || !place.worker.serves() || !places.contains(place)) {
                place.changed.signal();
                return null;
            }
            Assignment next = waiting.poll();
            if (next == null) {
                idle.addLast(place);
                return null;
            }
            return reserve(place, next) ? next : null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a task that others cannot hand over; empty once the place is given up. */
    Optional<Assignment> take(Place place) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Assignment task = place.handed;
                if (task != null) {
                    place.handed = null;
                    return Optional.of(task);
                }
                if (place.free && (closed || !place.worker.serves())) {
                    places.remove(place);
                    idle.remove(place);
                    return Optional.empty();
                }
                place.changed.await();
            }
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
            Place place = waiting.isEmpty() ? null : nextIdle();
            while (place != null) {
                place.free = false;
                place.handed = waiting.remove();
                place.changed.signal();
                place = waiting.isEmpty() ? null : nextIdle();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets everybody who waits look again. */
    void wake() {
        lock.lock();
        try {
            places.forEach(place -> place.changed.signal());
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
            places.forEach(place -> place.changed.signal());
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
