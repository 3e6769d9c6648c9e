package org.beamlet.agent.schedule;

import java.time.Duration;

/**
 * How many tasks have ended lately. While they are short, more are sent for than fit, or else those
 * who run them would wait for each next one longer than it takes. Guarded by the scheduler's lock.
 */
final class Pace {
    private static final long WINDOW_NS = Duration.ofMillis(20).toNanos();
    private static final long STALE_NS = Duration.ofMillis(300).toNanos();
    private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();

    private final int most;
    private long windowBegan;
    private int inWindow;
    private double perSecond;
    private long lastNanos;

    /**
     * Makes one of which nothing has ended yet.
     *
     * @param most tasks that it ever asks for
     */
    Pace(int most, long now) {
        this.most = most;
        this.windowBegan = now;
        this.lastNanos = now - STALE_NS;
    }

    void ended(long now) {
        long gone = now - windowBegan;
        if (gone >= WINDOW_NS) {
            perSecond = gone > STALE_NS ? 0 : inWindow * (double) SECOND_NS / gone;
            windowBegan = now;
            inWindow = 0;
        }
        inWindow++;
        lastNanos = now;
    }

    boolean still(long now) {
        return now - lastNanos >= STALE_NS;
    }

    /** {@return how many are likely to end within that time; none where none has lately} */
    int within(Duration time, long now) {
        return still(now) ? 0 : (int) Math.min(most, perSecond * time.toNanos() / SECOND_NS);
    }
}
