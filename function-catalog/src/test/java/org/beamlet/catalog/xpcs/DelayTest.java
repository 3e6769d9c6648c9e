package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.catalog.xpcs.kernel.Delay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayTest {
    @ParameterizedTest
    @CsvSource({"5,4", "6,5", "7,6", "9,8", "16,11", "512,31", "2000,38"})
    void aSeriesHasThisManyDelays(int frames, int delays) {
        assertThat(Delay.of(frames)).hasSize(delays);
    }

    @Test
    void theyDoubleTheirStepEveryFour() {
        assertThat(Delay.of(40).stream().map(Delay::frames))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32);
    }

    @Test
    void everyDelayHasAtLeastOnePair() {
        for (int frames = 5; frames < 3000; frames++) {
            int length = frames;
            assertThat(Delay.of(frames)).allMatch(delay -> delay.pairs(length) > 0);
        }
    }
}
