package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollsTest {
    private final Polls polls = new Polls(Duration.ofSeconds(30));

    private boolean dueAt(double seconds) {
        return polls.due(Math.round(seconds * 1e9));
    }

    @Test
    void theFirstIsAtOnceAndTheOthersKeepTheirDistance() {
        assertThat(dueAt(-7)).isTrue();
        assertThat(dueAt(22.9)).isFalse();
        assertThat(dueAt(23)).isTrue();
        assertThat(dueAt(24)).isFalse();
    }

    @Test
    void onceSomethingHasHappenedItIsAskedAtOnceAndMoreOftenForAWhile() {
        assertThat(dueAt(0)).isTrue();
        polls.hasten();
        assertThat(dueAt(1)).isTrue();
        assertThat(dueAt(2)).isFalse();
        assertThat(dueAt(6)).isTrue();
        assertThat(dueAt(30)).isTrue();
        assertThat(dueAt(36)).isFalse();
        assertThat(dueAt(60)).isTrue();
    }

    @Test
    void aNewJobIsAskedAboutSoonAndThoseAfterItDoNotPutThatOff() {
        assertThat(dueAt(0)).isTrue();
        polls.submitted(1_000_000_000);
        polls.submitted(4_000_000_000L);
        assertThat(dueAt(5.9)).isFalse();
        assertThat(dueAt(6)).isTrue();
        assertThat(dueAt(12)).isFalse();
        assertThat(dueAt(36)).isTrue();
    }

    @Test
    void aProviderThatIsAskedMoreOftenAnywayStaysSo() {
        Polls local = new Polls(Duration.ofSeconds(1));
        local.hasten();

        assertThat(local.due(0)).isTrue();
        assertThat(local.due(999_999_999)).isFalse();
        assertThat(local.due(1_000_000_000)).isTrue();
    }
}
