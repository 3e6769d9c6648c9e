package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class YoungBlocksTest {
    private final YoungBlocks young = new YoungBlocks();

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }

    private void dies(String block, long at) {
        young.poll(seconds(at));
        young.died(block, false, seconds(at));
    }

    @Test
    void aJobThatEndsBeforeItWasSeenToRunIsYoungHoweverLongItWaited() {
        dies("a", 7200);
        dies("b", 7300);

        assertThat(young.pause()).isEqualTo(Duration.ofSeconds(2));
        assertThat(young.over(seconds(7301))).isFalse();
        assertThat(young.over(seconds(7302))).isTrue();
    }

    @Test
    void thoseThatDieAtOnceCountAsOne() {
        young.poll(seconds(10));
        for (int i = 0; i < 50; i++) {
            young.died("block-" + i, false, seconds(10));
        }

        assertThat(young.failures()).isEqualTo(1);
    }

    @Test
    void oneThatDoesWellEndsTheirCount() {
        dies("a", 10);
        dies("b", 40);
        young.runs("c", Duration.ofSeconds(0), seconds(70));
        dies("d", 100);
        assertThat(young.failures()).isEqualTo(3);

        dies("e", 130);

        assertThat(young.failures()).isEqualTo(1);
    }

    @Test
    void afterSeveralInARowOneIsTriedAtATime() {
        dies("a", 10);
        dies("b", 20);
        young.asked(seconds(22));
        assertThat(young.over(seconds(22))).isTrue();
        dies("c", 30);

        young.asked(seconds(34));

        assertThat(young.over(seconds(37))).isFalse();
        assertThat(young.over(seconds(38))).isTrue();
    }

    @Test
    void oneThatRanForLongIsNotAtFault() {
        young.runs("a", Duration.ofSeconds(0), seconds(0));
        young.poll(seconds(100));
        young.died("a", true, seconds(100));
        young.runs("b", Duration.ofHours(1), seconds(100));
        young.died("b", true, seconds(110));

        assertThat(young.failures()).isZero();
    }
}
