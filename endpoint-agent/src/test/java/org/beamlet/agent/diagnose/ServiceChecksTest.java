package org.beamlet.agent.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.beamlet.agent.diagnose.Finding.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceChecksTest {
    private static final Instant HERE = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 2 Jan 2026 03:04:01 GMT|OK",
                "Fri, 2 Jan 2026 03:04:45 GMT|WARNING",
                "Fri, 2 Jan 2026 03:03:25 GMT|WARNING",
                "Fri, 2 Jan 2026 04:04:05 GMT|FAILED",
                "yesterday|SKIPPED",
            })
    void aClockThatDiffersIsNoticed(String date, Level level) {
        Finding found = ServiceChecks.clock(Optional.of(date), HERE);

        assertThat(found.level()).isEqualTo(level);
        assertThat(found.remedy().isEmpty()).isEqualTo(level == Level.OK || level == Level.SKIPPED);
    }
}
