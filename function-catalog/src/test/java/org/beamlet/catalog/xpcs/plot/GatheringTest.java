package org.beamlet.catalog.xpcs.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How much data becomes few dots. */
class GatheringTest {
    @Nested
    class OfPercentiles {
        @Test
        void liesBetweenNeighbours() {
            Percentiles some = Percentiles.of(new float[] {4, 1, 3, 2});
            assertThat(some.at(0)).isEqualTo(1);
            assertThat(some.at(100)).isEqualTo(4);
            assertThat(some.at(50)).isEqualTo(2.5);
            // numpy.percentile([4, 1, 3, 2], 10)
            assertThat(some.at(10)).isCloseTo(1.3, within(1e-12));
        }

        @Test
        void leavesOutWhatIsNoNumber() {
            float[] values = {Float.NaN, 1, Float.POSITIVE_INFINITY, 0, -3};
            assertThat(Percentiles.of(values).sorted()).containsExactly(-3, 0, 1);
            assertThat(Percentiles.of(values, 0).sorted()).containsExactly(1);
            assertThat(Percentiles.of(new float[] {Float.NaN}).isEmpty()).isTrue();
        }
    }

    @Nested
    class OfGrids {
        @Test
        void averagesEveryCell() {
            float[] values = new float[7 * 5];
            Arrays.fill(values, 2);
            values[0] = 9;
            Grid small = new Grid(values, 7, 5).resampled(3, 2);
            assertThat(small.values()).hasSize(6);
            // Rows 0 and 1, columns 0 and 1.
            assertThat(small.values()[0]).isEqualTo((9 + 2 + 2 + 2) / 4f);
            assertThat(small.values()[5]).isEqualTo(2);
        }

        @Test
        void leavesOutHoles() {
            Grid grid = new Grid(new float[] {1, Float.NaN, 5, Float.NaN}, 2, 2);
            assertThat(grid.resampled(1, 1).values()).containsExactly(3);
            float[] none = {Float.NaN, Float.NaN};
            assertThat(new Grid(none, 1, 2).resampled(1, 1).values()[0]).isNaN();
        }

        @Test
        void copiesWhereThereIsRoom() {
            Grid grid = new Grid(new float[] {1, 2}, 1, 2).resampled(2, 4);
            assertThat(grid.values()).containsExactly(1, 1, 2, 2, 1, 1, 2, 2);
        }
    }

    @Nested
    class OfSeries {
        @Test
        void losesNoSpike() {
            double[] values = new double[100_000];
            values[54_321] = 7;
            values[777] = -3;
            Envelope envelope = Envelope.of(values, 500);
            assertThat(envelope.places()).hasSize(500);
            assertThat(Arrays.stream(envelope.greatest()).max()).hasValue(7);
            assertThat(envelope.least()[777 / 200]).isEqualTo(-3);
            assertThat(envelope.mean()[54_321 / 200]).isEqualTo(7 / 200.0);
        }

        @Test
        void keepsAShortOne() {
            Envelope envelope = Envelope.of(new double[] {3, Double.NaN, 5}, 500);
            assertThat(envelope.mean()).containsExactly(3, Double.NaN, 5);
            assertThat(envelope.places()).containsExactly(0, 1, 2);
            assertThat(envelope.gathered(3)).isFalse();
        }
    }

    @Nested
    class OfTwoTimes {
        private final int frames = 1500;
        private final float[] upper = new float[frames * frames];

        @Test
        void isSymmetricThoughOnlyOneHalfIsThere() {
            for (int t1 = 0; t1 < frames; t1++) {
                for (int t2 = t1; t2 < frames; t2++) {
                    upper[t1 * frames + t2] = 1 + (t2 - t1) / 1000f;
                }
            }
            TwoTimeDots map = TwoTimeDots.of(1, "bin 1", frames, upper);
            int side = map.side();
            assertThat(side).isEqualTo(TwoTimeDots.MOST);
            assertThat(map.dots()).hasSize(side * side);
            assertThat(map.dots()[5 * side + 300]).isEqualTo(map.dots()[300 * side + 5]);
            // The cell's middle is 300.5 - 5.5 cells away, of 1500/340 frames each.
            assertThat(map.dots()[5 * side + 300])
                    .isCloseTo(1 + 295 * 1500f / 340 / 1000, within(0.005f));
        }

        @Test
        void theDiagonalDoesNotCountWhereThereIsMore() {
            Arrays.fill(upper, 1);
            for (int t = 0; t < frames; t++) {
                upper[t * frames + t] = 50;
            }
            assertThat(TwoTimeDots.of(1, "", frames, upper).dots()).containsOnly(1);
        }

        @Test
        void rowsMayComeInAnyOrder() {
            for (int i = 0; i < upper.length; i++) {
                upper[i] = i * 31L % 977;
            }
            TwoTimeShrinker shrinker = new TwoTimeShrinker(1, "", frames);
            for (int first = 1400; first >= 0; first -= 100) {
                int width = frames - first;
                float[] rows = new float[100 * width];
                for (int row = 0; row < 100; row++) {
                    int from = (first + row) * frames + first;
                    System.arraycopy(upper, from, rows, row * width, width);
                }
                shrinker.rows(first, 100, rows);
            }
            assertThat(shrinker.dots().dots())
                    .isEqualTo(TwoTimeDots.of(1, "", frames, upper).dots())
                    .doesNotContain(Float.NaN);
        }

        @Test
        void aSmallOneIsKeptAsItIs() {
            float[] three = {9, 2, 3, 0, 9, 4, 0, 0, 9};
            TwoTimeDots map = TwoTimeDots.of(1, "", 3, three);
            assertThat(map.dots()).containsExactly(9, 2, 3, 2, 9, 4, 3, 4, 9);
            // Drawn, the first time is below.
            assertThat(map.grid().values()).containsExactly(3, 4, 9, 2, 9, 4, 9, 2, 3);
            assertThat(Percentiles.of(map.offDiagonal()).at(100)).isEqualTo(4);
        }

        @Test
        void holesStayHoles() {
            float[] none = {Float.NaN, Float.NaN, 0, Float.NaN};
            assertThat(TwoTimeDots.of(1, "", 2, none).dots()).containsOnly(Float.NaN);
        }
    }

    @Nested
    class OfLabels {
        @Test
        void isWhereTheGoodPixelsAre() {
            boolean[] good = new boolean[6 * 5];
            good[2 * 5 + 1] = true;
            good[4 * 5 + 3] = true;
            int[] bins = new int[6 * 5];
            bins[4 * 5 + 3] = 7;
            Labels labels = new Labels(bins, good, 6, 5);
            Labels.Part part = labels.goodPart();
            assertThat(part).isEqualTo(new Labels.Part(2, 1, 3, 3));
            assertThat(labels.cut(part).bins()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 7);
            assertThat(new Labels(bins, new boolean[30], 6, 5).goodPart())
                    .isEqualTo(new Labels.Part(0, 0, 6, 5));
        }
    }
}
