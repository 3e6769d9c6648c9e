package org.beamlet.catalog.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareBytesTest {
    @Test
    void onlyArraysOfItsLengthAreUsedAgain() {
        SpareBytes spares = new SpareBytes(8);
        byte[] array = spares.take(8);
        assertThat(array).hasSize(8);
        spares.give(array);
        spares.give(new byte[7]);
        assertThat(spares.take(7)).hasSize(7);
        assertThat(spares.take(8)).isSameAs(array);
        assertThat(spares.take(8)).isNotSameAs(array);
    }

    @Test
    void noMoreAreKeptThanTakeSixtyFourMebibytes() {
        SpareBytes spares = new SpareBytes(60 << 20);
        byte[] one = spares.take(60 << 20);
        spares.give(one);
        spares.give(new byte[60 << 20]);
        assertThat(spares.take(60 << 20)).isSameAs(one);
        assertThat(spares.take(60 << 20)).hasSize(60 << 20);
    }
}
