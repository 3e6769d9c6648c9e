package org.beamlet.catalog.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyItemIsDoneOnce(int count) {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        try (Lanes lanes = new Lanes(count)) {
            lanes.forEach(
                    done.length(),
                    (lane, item) -> {
                        assertThat(lane).isBetween(0, count - 1);
                        done.incrementAndGet(item);
                    });
            lanes.forEach(0, (_, item) -> done.incrementAndGet(item));
        }
        for (int item = 0; item < done.length(); item++) {
            assertThat(done.get(item)).isEqualTo(1);
        }
    }

    @Test
    void anErrorOfAnyLaneReachesTheCaller() {
        try (Lanes lanes = new Lanes(2)) {
            assertThatThrownBy(() ->
                            lanes.forEach(
                                    100,
                                    (_, item) -> {
                                        if (item == 60) {
                                            throw new BeamletException(
                                                    ErrorCode.INPUT_INVALID, "bad", "mend");
                                        }
                                    }))
                    .isInstanceOf(BeamletException.class)
                    .hasMessage("bad; mend");
        }
    }

    @Test
    void aWorkerUsesItsSlotsCoresAndNoMoreThanItIsBoundTo() {
        assertThat(Lanes.count("16", 64)).isEqualTo(16);
        assertThat(Lanes.count("16", 4)).isEqualTo(4);
        assertThat(Lanes.count(null, 4)).isEqualTo(4);
        assertThat(Lanes.count("many", 4)).isEqualTo(4);
        assertThat(Lanes.count("0", 4)).isEqualTo(4);
    }
}
