package org.beamlet.agent.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final Lease lease = new Lease(Duration.ofSeconds(100), clock::get);

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void itHoldsAlmostAsLongAsTheServiceWaits() {
        pass(90);
        assertThat(lease.holds()).isTrue();
        pass(1);
        assertThat(lease.holds()).isFalse();
    }

    @Test
    void itCountsFromWhenTheLastReportWasSent() {
        pass(50);
        long sent = clock.get();
        pass(30);
        lease.heard(sent);
        pass(50);
        assertThat(lease.holds()).isTrue();
        pass(11);
        assertThat(lease.holds()).isFalse();
    }

    @Test
    void onceItHasEndedOnlyTheServicesWordOnEachTaskBringsItBack() {
        pass(91);
        assertThat(lease.holds()).isFalse();
        lease.heard(clock.get());
        assertThat(lease.holds()).isFalse();
        lease.confirmed(clock.get());
        assertThat(lease.holds()).isTrue();
    }
}
