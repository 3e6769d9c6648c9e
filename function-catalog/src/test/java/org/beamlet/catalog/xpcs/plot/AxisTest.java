package org.beamlet.catalog.xpcs.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    private static List<String> texts(Axis axis, int most) {
        return axis.ticks(most).stream()
                .map(Axis.Tick::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Nested
    class Linear {
        @Test
        void marksAreRound() {
            assertThat(texts(Axis.linear(0, 10), 5)).containsExactly("0", "2", "4", "6", "8", "10");
            assertThat(texts(Axis.linear(0.93, 1.42), 6))
                    .containsExactly("1.0", "1.1", "1.2", "1.3", "1.4");
            assertThat(texts(Axis.linear(-1, 1), 4))
                    .containsExactly("-1.0", "-0.5", "0.0", "0.5", "1.0");
        }

        @Test
        void aNarrowScaleHasEnoughDigits() {
            assertThat(texts(Axis.linear(1.0012, 1.0031), 5))
                    .containsExactly("1.0015", "1.0020", "1.0025", "1.0030");
        }

        @Test
        void farFromOneThereIsAPowerOfTen() {
            assertThat(texts(Axis.linear(0, 4e-7), 4))
                    .containsExactly("0", "1·10⁻⁷", "2·10⁻⁷", "3·10⁻⁷", "4·10⁻⁷");
            assertThat(texts(Axis.linear(0, 3e6), 3))
                    .containsExactly("0", "1·10⁶", "2·10⁶", "3·10⁶");
        }

        @Test
        void aScaleOfNoLengthIsGivenOne() {
            assertThat(Axis.linear(3, 3).place(3)).isCloseTo(0.5, within(1e-9));
            assertThat(texts(Axis.linear(0, 0), 5)).isNotEmpty();
        }

        @ParameterizedTest
        @CsvSource({"0,1,5", "0,0.0007,6", "-3,17,4", "1.1,1.7,3", "0,512,9", "0,99999,2"})
        void thereAreNeverManyMoreThanAskedFor(double low, double high, int most) {
            List<Axis.Tick> ticks = Axis.linear(low, high).ticks(most);
            assertThat(ticks.size()).isBetween(1, most + 1);
            assertThat(ticks)
                    .allSatisfy(tick -> assertThat(tick.place()).isBetween(-1e-6, 1 + 1e-6));
            assertThat(ticks).extracting(Axis.Tick::text).doesNotHaveDuplicates();
        }
    }

    @Nested
    class Logarithmic {
        @Test
        void overManyDecadesPowersOfTenAreNamed() {
            assertThat(texts(Axis.logarithmic(1e-4, 2e2), 8))
                    .containsExactly("10⁻⁴", "10⁻³", "0.01", "0.1", "1", "10", "100");
            assertThat(texts(Axis.logarithmic(1e-9, 1e3), 4)).hasSizeBetween(3, 5);
        }

        @Test
        void overOneOrSoTheirDoublesAndHalvesAreToo() {
            assertThat(texts(Axis.logarithmic(0.003, 0.04), 6))
                    .containsExactly("0.005", "0.01", "0.02");
        }

        @Test
        void overLessRoundNumbersAre() {
            assertThat(texts(Axis.logarithmic(0.004, 0.0085), 5))
                    .containsExactly("0.004", "0.005", "0.006", "0.007", "0.008");
        }

        @Test
        void aFactorOfTwoIsTheShortest() {
            Axis axis = Axis.logarithmic(5, 5);
            assertThat(axis.high() / axis.low()).isCloseTo(2, within(1e-9));
            assertThat(axis.place(5)).isCloseTo(0.5, within(1e-9));
        }

        @Test
        void placesAreThoseOfTheLogarithm() {
            Axis axis = Axis.logarithmic(1, 100);
            assertThat(axis.place(10)).isCloseTo(0.5, within(1e-12));
            assertThat(axis.place(0)).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(axis.place(-1)).isNaN();
            assertThat(axis.widened(0.5).high()).isCloseTo(1000, within(1e-6));
        }
    }
}
