package org.beamlet.cloud.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests get through, at one service and at several. */
class RequestRatesTest {
    private static final Allowance TWENTY = new Allowance(20, Duration.ofSeconds(10));

    private final UUID alice = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();
    private final StillClock clock = new StillClock();

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = Store.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Time passes when the test says so. */
    private static final class StillClock extends Clock {
        private Instant now = Instant.parse("2030-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private RequestRates service() {
        return new RequestRates(store, clock, false);
    }

    private int through(RequestRates rates, UUID user, Allowance allowance, int tried) {
        int through = 0;
        for (int i = 0; i < tried; i++) {
            through += rates.ask(user, allowance).isZero() ? 1 : 0;
        }
        return through;
    }

    @Test
    void aUserGetsTheWholeAllowanceAtOnceAndThenAsMuchAsTimeEarns() {
        try (RequestRates rates = service()) {
            assertThat(through(rates, alice, TWENTY, 30)).isEqualTo(20);
            Duration wait = rates.ask(alice, TWENTY);
            assertThat(wait).isEqualTo(Duration.ofMillis(500));

            clock.now = clock.now.plus(wait);
            assertThat(through(rates, alice, TWENTY, 5)).isEqualTo(1);
            clock.now = clock.now.plusSeconds(10);
            assertThat(through(rates, alice, TWENTY, 30)).isEqualTo(20);
        }
    }

    @Test
    void oneUserDoesNotSpendTheAllowanceOfAnother() {
        try (RequestRates rates = service()) {
            assertThat(through(rates, alice, TWENTY, 30)).isEqualTo(20);
            assertThat(through(rates, bob, TWENTY, 30)).isEqualTo(20);
        }
    }

    @Test
    void zeroIsNoBound() {
        try (RequestRates rates = service()) {
            Allowance none = new Allowance(0, Duration.ofSeconds(10));
            assertThat(through(rates, alice, none, 1000)).isEqualTo(1000);
            assertThat(rates.remembered()).isZero();
        }
    }

    @Test
    void anAllowanceThatDoesNotDivideTheWindowIsGrantedInFull() {
        try (RequestRates rates = service()) {
            Allowance seven = new Allowance(7, Duration.ofSeconds(10));
            assertThat(through(rates, alice, seven, 30)).isEqualTo(7);
        }
    }

    @Test
    void servicesThatShareAStoreLearnWhatTheOthersLetThrough() {
        try (RequestRates one = service();
                RequestRates other = service()) {
            assertThat(through(one, alice, TWENTY, 12)).isEqualTo(12);
            assertThat(through(other, alice, TWENTY, 1)).isEqualTo(1);
            one.share();
            other.share();
            one.share();
            // Up to a quarter of a second of earning is in doubt: half a request.
            int left = through(one, alice, TWENTY, 30);
            assertThat(left).isBetween(7, 8);
            one.share();
            assertThat(through(other, alice, TWENTY, 1)).isEqualTo(1);
            other.share();
            assertThat(through(other, alice, TWENTY, 30)).isZero();
        }
    }

    @Test
    void usersWithAWholeAllowanceAreForgotten() {
        try (RequestRates rates = service()) {
            assertThat(through(rates, alice, TWENTY, 3)).isEqualTo(3);
            rates.expire();
            assertThat(rates.remembered()).isEqualTo(1);
            clock.now = clock.now.plusSeconds(10);
            rates.expire();
            assertThat(rates.remembered()).isZero();
        }
    }
}
