package org.beamlet.catalog.xpcs.kernel.wide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundingTest {
    @Test
    void eightBitsRemainAndTiesGoToTheEvenOne() {
        assertThat(Rounding.brain(255)).isEqualTo(255);
        assertThat(Rounding.brain(257)).isEqualTo(256);
        assertThat(Rounding.brain(259)).isEqualTo(260);
        assertThat(Rounding.brain(258)).isEqualTo(258);
        assertThat(Rounding.brain(1023)).isEqualTo(1024);
        assertThat(Rounding.brain(-257)).isEqualTo(-256);
        assertThat(Rounding.brain(0)).isZero();
        assertThat(Rounding.brain(1 + 1f / 256)).isEqualTo(1);
        assertThat(Rounding.brain(1 + 3f / 256)).isEqualTo(1.015625f);
    }

    @Test
    void onlyLowLevelsAreRoundedSoMuch() {
        assertThat(Rounding.shipped(0)).isEqualTo(Rounding.BRAIN);
        assertThat(Rounding.shipped(4)).isEqualTo(Rounding.BRAIN);
        assertThat(Rounding.shipped(5)).isEqualTo(Rounding.SINGLE);
        assertThat(Rounding.shipped(20)).isEqualTo(Rounding.SINGLE);
        assertThat(Rounding.shipped(21)).isEqualTo(Rounding.NONE);
    }

    @Test
    void aSeriesThatFitsIsSummedAtOnceAndALargeOneInPieces() {
        // As upstream's own program finds, for 2000 frames of 262,144 pixels and for more.
        assertThat(ShippedQueue.lengths(4096, 512, 7, 31)).containsOnly(1024);
        int[] large = ShippedQueue.lengths(4 << 20, 100_000, 14, 60);
        assertThat(large[0]).isBetween(8, 1024);
        assertThat(large[13]).isGreaterThanOrEqualTo(8).isLessThanOrEqualTo(large[0]);
    }
}
