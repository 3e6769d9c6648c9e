package org.beamlet.catalog.xpcs.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 3, 0",
        "1.23456, 3, 1.23",
        "0.0021, 4, 0.002100",
        "9.996, 3, 10.0",
        "12345, 3, 12300",
        "-0.5, 1, -0.5",
        "123456, 2, 1.2·10⁵",
        "0.000012, 2, 1.2·10⁻⁵",
        "NaN, 3, –"
    })
    void significantDigits(double value, int digits, String text) {
        assertThat(NumberText.significant(value, digits)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "12.3456, 0.0123, 12.346 ± 0.012",
        "503.2, 27.4, 503 ± 27",
        "0.000123, 0.0000045, (1.230 ± 0.045)·10⁻⁴",
        "1, 0, 1.00",
        "0.5, NaN, 0.500"
    })
    void aValueHasTheDigitsThatItsErrorAllows(double value, double error, String text) {
        assertThat(NumberText.withError(value, error)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.0012, 4, 0.0012", "90, 4, 90", "120000, 3, 1.2·10⁵", "0, 2, 0", "0.5, 3, 0.5"})
    void zerosAtTheEndAreLeftOut(double value, int digits, String text) {
        assertThat(NumberText.shortest(value, digits)).isEqualTo(text);
    }

    @Test
    void nothingIsMinusZero() {
        assertThat(NumberText.decimals(-0.0001, 2)).isEqualTo("0.00");
        assertThat(NumberText.decimals(-0.0, 0)).isEqualTo("0");
    }

    @Test
    void powersOfTenAreWrittenOutNearOne() {
        assertThat(NumberText.power(-2)).isEqualTo("0.01");
        assertThat(NumberText.power(3)).isEqualTo("1000");
        assertThat(NumberText.power(4)).isEqualTo("10⁴");
        assertThat(NumberText.power(-12)).isEqualTo("10⁻¹²");
    }
}
