package org.beamlet.worker.slot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a worker, in order of arrival, and the places of those who have none. Where
 * it can be done at once, whoever brings a task or makes a place free also hands the task over: to
 * wake another thread for that would take as long as a short task.
 *
 * <p>A task that wants several devices for itself waits at the head until so many are free, and
 * nobody passes it: so they gather as tasks before it end, and it never starves. While it runs, the
 * places on its devices get nothing.
 */
final class TaskQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Deque<Assignment> waiting = new ArrayDeque<>();

    /** Those with nothing to do, the last to become so first: its worker is the warmest. */
    private final Deque<Place> idle = new ArrayDeque<>();

    private final Set<Place> places = new HashSet<>();
    private final Devices devices;
    private volatile boolean closed;

    TaskQueue(Devices devices) {
        this.devices = devices;
    }

    /** A task, and where it is to begin. */
    private record Handover(Place place, Assignment task) {}

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
        private final String device;
        private @Nullable Assignment handed;
        private volatile List<String> held = List.of();

        private Place(Worker worker, String device, Condition changed) {
            this.worker = worker;
            this.device = device;
            this.changed = changed;
        }

        /** {@return the devices that its task has for itself; none where it has the place alone} */
        List<String> held() {
            return held;
        }

        boolean free() {
            return free;
        }
    }

    /**
     * {@return a place, which is to be made free}
     *
     * @param device that its tasks see; empty where that is none of its own
     */
    Place place(Worker worker, String device) {
        lock.lock();
        try {
            Place place = new Place(worker, device, lock.newCondition());
            places.add(place);
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the task was taken; not once the queue is closed. */
    boolean add(Assignment task) {
        List<Handover> begin;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.add(task);
            begin = dispatch(true);
        } finally {
            lock.unlock();
        }
        hand(begin);
        return true;
    }

    /**
     * Reserves places for all that can begin now. To be called after whatever may let the first
     * begin that waits.
     *
     * @param here whether the caller hands over what can be handed over at once; else whoever
     *     serves the place does
     * @return what the caller is to hand over
     */
    private List<Handover> dispatch(boolean here) {
        List<Handover> begin = new ArrayList<>(1);
        Assignment next = closed ? null : waiting.peek();
        while (next != null) {
            Place place = devices.wide(next.task().gpus()) ? lead(next) : nextIdle();
            if (place == null) {
                return begin;
            }
            waiting.remove();
            place.free = false;
            if (here && place.held.isEmpty() && place.worker.takesAtOnce(next)) {
                begin.add(new Handover(place, next));
            } else {
                place.handed = next;
                place.changed.signal();
            }
            next = waiting.peek();
        }
        return begin;
    }

    private @Nullable Place nextIdle() {
        return lastIdle(place -> !devices.taken(place.device));
    }

    /** {@return a place for a task that has devices for itself, which are then taken} */
    private @Nullable Place lead(Assignment task) {
        Set<String> busy =
                places.stream()
                        .filter(place -> !place.free)
                        .map(place -> place.device)
                        .collect(Collectors.toSet());
        return lastIdle(place -> {
            place.held = devices.choose(task.task().gpus(), place.device, busy);
            devices.take(place.held);
            return !place.held.isEmpty();
        });
    }

    /** {@return one that is idle no more; whoever has died meanwhile is passed over} */
    private @Nullable Place lastIdle(Predicate<Place> fits) {
        Iterator<Place> backwards = idle.descendingIterator();
        while (backwards.hasNext()) {
            Place place = backwards.next();
            if (!place.worker.serves()) {
                place.changed.signal();
                backwards.remove();
            } else if (fits.test(place)) {
                backwards.remove();
                return place;
            }
        }
        return null;
    }

    private void hand(List<Handover> begin) {
        Deque<Handover> all = new ArrayDeque<>(begin);
        while (!all.isEmpty()) {
            Handover next = all.remove();
            if (!next.place().worker.hand(next.task())) {
                all.addAll(release(next.place()));
            }
        }
    }

    /** What was handed to the place has ended. */
    void free(Place place) {
        hand(release(place));
    }

    /** {@return what the caller is to hand over, there or at places that were kept for its task} */
    private List<Handover> release(Place place) {
        lock.lock();
        try {
            place.free = true;
            devices.giveBack(place.held);
            place.held = List.of();
            if (closed || !place.worker.serves() || !places.contains(place)) {
                place.changed.signal();
            } else {
                idle.addLast(place);
            }
            return dispatch(true);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a place up whatever has become of it, once no process is left that runs its task: its
     * devices are free.
     *
     * @return what it was handed and nobody has begun
     */
    List<Assignment> leave(Place place) {
        lock.lock();
        try {
            Assignment handed = place.handed;
            place.handed = null;
            place.free = true;
            places.remove(place);
            idle.remove(place);
            devices.giveBack(place.held);
            place.held = List.of();
            List<Handover> _ = dispatch(false);
            return handed == null ? List.of() : List.of(handed);
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether it would take a task that came now} */
    boolean open(Place place) {
        lock.lock();
        try {
            return place.free && !devices.taken(place.device);
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
            List<Assignment> taken = new ArrayList<>(share);
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
            List<Handover> _ = dispatch(false);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps tasks from devices, from these alone. */
    void bar(Set<String> unfit) {
        locked(() -> {
            devices.bar(unfit);
            List<Handover> _ = dispatch(false);
        });
    }

    /** Lets everybody who waits look again. */
    void wake() {
        locked(() -> places.forEach(place -> place.changed.signal()));
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
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
            List<Handover> _ = dispatch(false);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes one out; whether it was there. */
    boolean remove(Assignment assignment) {
        lock.lock();
        try {
            boolean there = waiting.remove(assignment);
            List<Handover> _ = dispatch(false);
            return there;
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
        locked(() -> {
            closed = true;
            places.forEach(place -> place.changed.signal());
            ended.signalAll();
        });
    }

    boolean closed() {
        return closed;
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
