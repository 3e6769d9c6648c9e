package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoTimePlanTest {
    private static final long PLENTY = 16L << 30;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 192, 193, 300, 2000, 4097})
    void tilesCoverTheUpperTriangleOnceAndStayInTheirRows(int frames) {
        MapTiles map = new MapTiles(frames);
        int[] corners = map.corners();
        int at = 0;
        for (int strip = 0; strip < map.strips(); strip++) {
            int next = map.first(strip);
            for (int tile = 0; tile < map.width(strip); tile++) {
                assertThat(corners[at++]).isEqualTo(map.first(strip));
                assertThat(corners[at++]).isEqualTo(next);
                next += MapTiles.COLUMNS;
                assertThat(next).isLessThanOrEqualTo(map.stride());
            }
            assertThat(next).isBetween(frames, frames + MapTiles.COLUMNS - 1);
        }
        assertThat(at).isEqualTo(corners.length);
        assertThat(map.first(map.strips() - 1)).isLessThan(frames);
        assertThat(map.stride() % 64).isZero();
    }

    @Test
    void tilesOfAMapAreHalfOfASquare() {
        assertThat(new MapTiles(2000).tiles()).isEqualTo(272);
        assertThat(new MapTiles(1).tiles()).isEqualTo(1);
        assertThat(new MapTiles(2000).stripsWithin(16 + 16)).isEqualTo(2);
        assertThat(new MapTiles(2000).stripsWithin(15)).isZero();
    }

    @Test
    void oneGpuWithRoomHoldsTwoMaps() {
        TwoTimePlan plan = TwoTimePlan.of(2000, 7700, new long[] {PLENTY});
        assertThat(plan.devices()).containsExactly(0);
        assertThat(plan.slots()).isEqualTo(2);
        assertThat(plan.whole()).isTrue();
        assertThat(plan.ahead()).isEqualTo(1);
        // The bin's own bytes, no more: 7700 rows of 2112.
        assertThat(plan.valueBytes()).isEqualTo(7703L * 2112);
        assertThat(TwoTimePlan.of(2000, 70_000, new long[] {PLENTY}).valueBytes())
                .isEqualTo(TwoTimePlan.MOST_VALUES);
    }

    @Test
    void severalGpusTakeBinsInTurnAndOneThatIsFullNone() {
        TwoTimePlan plan = TwoTimePlan.of(2000, 7700, new long[] {PLENTY, 1 << 20, PLENTY});
        assertThat(plan.devices()).containsExactly(0, 2);
        assertThat(plan.ahead()).isEqualTo(2);
    }

    @Test
    void oneMapAtATimeIsHeldWhereTwoDoNotFit() {
        // A map of 272 tiles of 64 KiB.
        TwoTimePlan plan = TwoTimePlan.of(2000, 7700, new long[] {30L << 20});
        assertThat(plan.slots()).isEqualTo(1);
        assertThat(plan.whole()).isTrue();
        assertThat(plan.ahead()).isZero();
        long[] two = {30L << 20, 30L << 20};
        assertThat(TwoTimePlan.of(2000, 7700, two).ahead()).isEqualTo(1);
    }

    @Test
    void stripsOfAMapAreMadeInTurnWhereItDoesNotFit() {
        TwoTimePlan plan = TwoTimePlan.of(20_000, 7700, new long[] {100L << 20, 300L << 20});
        assertThat(plan.devices()).containsExactly(1);
        assertThat(plan.whole()).isFalse();
        assertThat(plan.strips()).isBetween(10, 40);
        assertThat(plan.ahead()).isZero();
    }

    @Test
    void nothingFitsWhereThereIsNoRoomForAStrip() {
        assertThat(TwoTimePlan.of(2000, 7700, new long[] {1 << 20, 0}).devices()).isEmpty();
        assertThat(TwoTimePlan.of(2000, 7700, new long[0]).devices()).isEmpty();
    }

    @Test
    void noMemoryIsTakenThatIsNotThere() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            long[] free = new long[random.nextInt(1, 5)];
            for (int i = 0; i < free.length; i++) {
                free[i] = random.nextLong(1L << random.nextInt(20, 37));
            }
            int frames = random.nextInt(1, 1 << random.nextInt(1, 17));
            TwoTimePlan plan = TwoTimePlan.of(frames, random.nextInt(1, 1_000_000), free);
            for (int device : plan.devices()) {
                assertThat(plan.deviceBytes())
                        .as("seed %d round %d", seed, round)
                        .isPositive()
                        .isLessThanOrEqualTo((long) (0.9 * free[device]));
            }
            if (!plan.devices().isEmpty()) {
                assertThat(plan.strips()).isBetween(1, plan.tiles().strips());
                // A chunk of any kind has rows.
                assertThat(plan.valueBytes()).isGreaterThanOrEqualTo(64L * plan.tiles().stride());
                assertThat(plan.groups()).isPositive();
            }
        }
    }
}
