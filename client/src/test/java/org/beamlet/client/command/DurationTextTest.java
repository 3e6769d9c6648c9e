package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "90,PT90S",
        "90s,PT90S",
        "500ms,PT0.5S",
        "5m,PT5M",
        "2h,PT2H",
        "1d,PT24H",
        "pt1m,PT1M"
    })
    void theUsualSpellingsAreRead(String text, Duration duration) {
        assertThat(new DurationText().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5s", "5 years", "1.5"})
    void otherTextIsQuotedAndRefused(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new DurationText().convert(text))
                .withMessageContaining("'" + text + "'");
    }
}
