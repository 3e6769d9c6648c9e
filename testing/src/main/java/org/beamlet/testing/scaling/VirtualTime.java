package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** A clock that stands still while something happens, and then goes on to what happens next. */
final class VirtualTime implements LongSupplier {
    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private volatile long now;
    private long order;

    @Override
    public long getAsLong() {
        return now;
    }

    Duration now() {
        return Duration.ofNanos(now);
    }

    /** What falls on the same moment happens in the order in which it was planned. */
    void after(Duration length, Runnable what) {
        events.add(new Event(now + length.toNanos(), order++, what));
    }

    /**
     * Lets everything happen up to the end.
     *
     * @param behindEach called behind each event
     */
    void run(Duration end, Runnable behindEach) {
        while (!events.isEmpty() && events.peek().at() <= end.toNanos()) {
            Event next = events.remove();
            now = next.at();
            next.what().run();
            behindEach.run();
        }
        now = end.toNanos();
    }
}
