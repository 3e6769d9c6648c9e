package org.beamlet.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeOrderedUuidTest {
    @Test
    void carriesVersionVariantAndTheTime() {
        long before = System.currentTimeMillis();
        UUID id = TimeOrderedUuid.now();
        long after = System.currentTimeMillis();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, after);
    }

    @Test
    void differsEachTime() {
        Set<UUID> ids =
                IntStream.range(0, 10_000)
                        .mapToObj(_ -> TimeOrderedUuid.now())
                        .collect(Collectors.toSet());

        assertThat(ids).hasSize(10_000);
    }
}
