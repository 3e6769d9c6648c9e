package org.beamlet.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasesTest {
    private static final Duration LENGTH = Duration.ofSeconds(10);

    @TempDir Path folder;

    @Test
    void aJobIsOneServicesUntilItLetsGoOrFallsSilent() {
        Clock now = Clock.systemUTC();
        try (Store store = Store.open(folder)) {
            Leases one = new Leases(store, now);
            Leases other = new Leases(store, now);
            assertThat(one.take("job", LENGTH)).isTrue();
            assertThat(one.take("job", LENGTH)).isTrue();
            assertThat(other.take("job", LENGTH)).isFalse();
            assertThat(other.take("another job", LENGTH)).isTrue();

            one.release("job");
            assertThat(other.take("job", LENGTH)).isTrue();

            Leases later = new Leases(store, Clock.offset(now, LENGTH.plusSeconds(1)));
            assertThat(later.take("job", LENGTH)).isTrue();
            assertThat(one.take("job", LENGTH)).isFalse();
        }
    }
}
