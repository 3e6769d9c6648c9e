package org.beamlet.worker.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeisureTest {
    @Test
    void aNodeOfFewProcessorsWaitsUntilThereIsNothingToDo() {
        Leisure few = Leisure.of(7, Duration.ofSeconds(15));

        assertThat(few.between()).isEqualTo(Duration.ofSeconds(15));
        assertThat(few.now(() -> false)).isFalse();
        assertThat(few.now(() -> true)).isTrue();
    }

    @Test
    void oneOfManyDoesNotWait() {
        Leisure many = Leisure.of(8, Duration.ofSeconds(15));

        assertThat(many.between()).isEqualTo(Duration.ofSeconds(3));
        assertThat(many.now(() -> false)).isTrue();
    }
}
