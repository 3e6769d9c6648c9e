package org.beamlet.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TimeZone;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a log on a node. */
@ResourceLock(Resources.TIME_ZONE)
class LogLinesTest {
    private static LogRecord entry(Instant at, String message, Object... values) {
        LogRecord entry = new LogRecord(Level.WARNING, message);
        entry.setLoggerName("org.beamlet.catalog.diagnostics.Sleep");
        entry.setInstant(at);
        entry.setParameters(values);
        return entry;
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/Chicago", "Asia/Kolkata", "Pacific/Chatham"})
    void theTimeIsTheZonesWithItsOffset(String zone) {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            for (String at :
                    new String[] {"2026-01-02T03:04:05.006Z", "2026-07-31T23:59:59.999Z"}) {
                String line = new LogLines().format(entry(Instant.parse(at), "slept"));
                String time = line.substring(0, line.indexOf(' '));
                DateTimeFormatter expected =
                        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);
                assertThat(OffsetDateTime.parse(time, expected).toInstant())
                        .isEqualTo(Instant.parse(at));
                assertThat(time)
                        .isEqualTo(
                                expected.format(
                                        Instant.parse(at)
                                                .atZone(TimeZone.getDefault().toZoneId())));
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aLineHasLevelLoggerAndMessageWithItsValues() {
        String line = new LogLines().format(entry(Instant.EPOCH, "{0} of {1}", "one", "two"));
        assertThat(line).endsWith(" WARNING Sleep: one of two\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing                | nothing",
                "{0}                    | 1234567",
                "pid {0} of {1}, {0}    | pid 1234567 of n/1, 1234567",
                "{1}{0}                 | n/11234567",
                "it''s {1}              | it's n/1",
                "'{0}' {1}              | {0} n/1",
                "{0,number,#} on {1}    | 1234567 on n/1",
                "{9} {1}                | {9} n/1",
                "{ {1}                  | { {1}",
                "{1                     | {1"
            })
    void valuesStandWhereTheMessageSays(String message, String expected) {
        assertThat(new LogLines().formatMessage(entry(Instant.EPOCH, message, 1_234_567L, "n/1")))
                .isEqualTo(expected);
    }

    @Test
    void aMessageMayBeNone() {
        assertThat(new LogLines().formatMessage(new LogRecord(Level.INFO, null))).isEqualTo("null");
    }

    @Test
    void whatWasThrownFollows() {
        LogRecord entry = entry(Instant.EPOCH, "broke");
        entry.setThrown(new IllegalStateException("why"));
        assertThat(new LogLines().format(entry))
                .contains("Sleep: broke\njava.lang.IllegalStateException: why\n\tat ");
    }

    @Test
    void aLoggerNeedsNoName() {
        LogRecord entry = new LogRecord(Level.INFO, "nameless");
        assertThat(new LogLines().format(entry)).endsWith(" INFO nameless\n");
    }
}
