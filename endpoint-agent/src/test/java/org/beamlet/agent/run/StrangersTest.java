package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private final AtomicLong nanos = new AtomicLong(-5);

    @Test
    void ofManyAMinuteSomeAreToldAndTheOthersCounted() {
        Strangers strangers = new Strangers(nanos::get);
        for (int i = 0; i < Strangers.MOST; i++) {
            assertThat(strangers.told()).hasValue(0);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(strangers.told()).isEmpty();
        }
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(strangers.told()).hasValue(1000);
        assertThat(strangers.told()).hasValue(0);
    }
}
