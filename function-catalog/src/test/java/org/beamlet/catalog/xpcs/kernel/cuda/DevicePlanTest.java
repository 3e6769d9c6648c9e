package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DevicePlanTest {
    /** The levels of 2000 frames. */
    private static final List<LevelLayout> LEVELS = levels(8, 15);

    private static List<LevelLayout> levels(int count, int kept) {
        List<LevelLayout> levels = new ArrayList<>(List.of(new LevelLayout(1, 8, 0)));
        for (int level = 1; level < count; level++) {
            levels.add(new LevelLayout(5, 4, level == count - 1 ? kept : 0));
        }
        return levels;
    }

    @Test
    void aPixelTakesWhatItsRowsTake() {
        long state = 168 + 7 * 104 + 15 * 4;
        long frames = 2 * 64 * 4 + (33 + 17) * 4;
        assertThat(DevicePlan.bytesPerPixel(LEVELS, 64)).isEqualTo(state + frames + 8 + 24);
    }

    @Test
    void oneGpuWithRoomGetsAll() {
        DevicePlan plan = DevicePlan.of(207_761, LEVELS, new long[] {16L << 30});
        assertThat(plan.parts()).containsExactly(new DevicePlan.Part(0, 0, 207_761));
        assertThat(plan.rows()).isEqualTo(64);
        assertThat(plan.hostFrom()).isEqualTo(207_761);
        assertThat(plan.parts().getFirst().stride()).isEqualTo(207_872);
    }

    @Test
    void severalGpusGetEqualSharesAndAFullOneLess() {
        long plenty = 16L << 30;
        DevicePlan even = DevicePlan.of(10_000, LEVELS, new long[] {plenty, plenty});
        assertThat(even.parts())
                .containsExactly(
                        new DevicePlan.Part(0, 0, 5120), new DevicePlan.Part(1, 5120, 4880));
        DevicePlan uneven = DevicePlan.of(10_000, LEVELS, new long[] {plenty, 0, 1_000_000});
        assertThat(uneven.parts())
                .containsExactly(
                        new DevicePlan.Part(0, 0, 9488), new DevicePlan.Part(2, 9488, 512));
    }

    @Test
    void fewerFramesAtATimeAreTakenBeforePixelsAreLeftToTheCpu() {
        long tight = 20_000 * DevicePlan.bytesPerPixel(LEVELS, 16) * 10 / 9;
        DevicePlan plan = DevicePlan.of(19_000, LEVELS, new long[] {tight});
        assertThat(plan.rows()).isEqualTo(16);
        assertThat(plan.hostFrom()).isEqualTo(19_000);
        DevicePlan beyond = DevicePlan.of(100_000, LEVELS, new long[] {tight});
        assertThat(beyond.rows()).isEqualTo(8);
        assertThat(beyond.hostFrom()).isBetween(20_000, 24_000).matches(p -> p % 256 == 0);
    }

    @Test
    void noMemoryIsTakenThatIsNotThere() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            long[] free = new long[random.nextInt(1, 5)];
            for (int i = 0; i < free.length; i++) {
                free[i] = random.nextLong(1L << random.nextInt(1, 36));
            }
            List<LevelLayout> levels = levels(random.nextInt(1, 14), random.nextInt(17));
            int pixels = random.nextInt(1, 5_000_000);
            DevicePlan plan = DevicePlan.of(pixels, levels, free);
            int next = 0;
            for (DevicePlan.Part part : plan.parts()) {
                assertThat(part.from()).isEqualTo(next);
                assertThat(part.pixels()).isPositive();
                assertThat((long) part.stride() * DevicePlan.bytesPerPixel(levels, plan.rows()))
                        .as("seed %d round %d", seed, round)
                        .isLessThanOrEqualTo(free[part.device()]);
                next += part.pixels();
            }
            assertThat(plan.hostFrom()).isEqualTo(next).isLessThanOrEqualTo(pixels);
        }
    }
}
