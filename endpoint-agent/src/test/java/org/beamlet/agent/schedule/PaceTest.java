package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MS = 1_000_000;

    private long now = 5_000 * MS;
    private final Pace pace = new Pace(256, now);

    /** One task ends in each of so many steps. */
    private void steps(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            now += nanos;
            pace.ended(now);
        }
    }

    private int ahead() {
        return pace.within(Duration.ofMillis(15), now);
    }

    @Test
    void nothingIsSentAheadBeforeAnythingHasEnded() {
        assertThat(ahead()).isZero();
        assertThat(pace.still(now)).isTrue();
    }

    @Test
    void ofShortTasksAsManyAreSentAheadAsEndInTheTime() {
        steps(2000, MS / 10);

        assertThat(ahead()).isBetween(140, 160);
    }

    @Test
    void neverMoreThanTheMost() {
        steps(20_000, MS / 1000);

        assertThat(ahead()).isEqualTo(256);
    }

    @Test
    void ofLongTasksNoneIsSentAhead() {
        steps(10, 500 * MS);

        assertThat(ahead()).isZero();
    }

    @Test
    void onceNothingEndsAnyMoreNothingIsSentAhead() {
        steps(2000, MS / 10);
        now += 400 * MS;

        assertThat(ahead()).isZero();
        assertThat(pace.still(now)).isTrue();
    }
}
