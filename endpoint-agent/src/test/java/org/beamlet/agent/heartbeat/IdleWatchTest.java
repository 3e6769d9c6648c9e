package org.beamlet.agent.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.agent.config.IdleConfig;
import org.junit.jupiter.api.Test;

class IdleWatchTest {
    @Test
    void withoutASoftLimitNothingEnds() {
        IdleWatch watch = new IdleWatch(new IdleConfig(0, 1));

        for (int look = 0; look < 10; look++) {
            assertThat(watch.look(0, 0)).isEmpty();
        }
    }

    @Test
    void theSoftLimitNeedsATaskThatWasAndNoneThatIs() {
        IdleWatch watch = new IdleWatch(new IdleConfig(2, 100));

        assertThat(watch.look(0, 0)).isEmpty();
        assertThat(watch.look(0, 0)).isEmpty();
        assertThat(watch.look(3, 1)).isEmpty();
        assertThat(watch.look(3, 1)).isEmpty();
        assertThat(watch.look(3, 1)).isEmpty();
        assertThat(watch.look(4, 0)).isEmpty();
        assertThat(watch.look(4, 0)).isEmpty();
        assertThat(watch.look(4, 0)).hasValueSatisfying(why -> assertThat(why).contains("soft"));
    }

    @Test
    void theHardLimitEndsWhateverIsLeftAndIsAboveTheSoftOne() {
        IdleWatch watch = new IdleWatch(new IdleConfig(2, 1));

        assertThat(watch.look(5, 1)).isEmpty();
        assertThat(watch.look(5, 1)).isEmpty();
        assertThat(watch.look(5, 1)).isEmpty();
        assertThat(watch.look(5, 1)).hasValueSatisfying(why -> assertThat(why).contains("hard"));
    }
}
