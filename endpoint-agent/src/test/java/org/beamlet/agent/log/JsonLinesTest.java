package org.beamlet.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.json.Json;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private final JsonLines lines = new JsonLines(() -> Optional.of("e-1"));

    private JsonNode written(ExtLogRecord line) {
        String text = lines.format(line);
        assertThat(text).endsWith("\n").hasLineCount(1);
        return Json.read(text);
    }

    @Test
    void whatAMessageNamesIsAField() {
        ExtLogRecord line =
                new ExtLogRecord(
                        Level.WARN,
                        "task=%s attempt=%d lost=1 block=b-1 exit=\"a\nb\"",
                        ExtLogRecord.FormatStyle.PRINTF,
                        "x");
        line.setParameters(new Object[] {"t-1", 2});
        line.setLoggerName("org.beamlet.agent.schedule.Scheduler");

        JsonNode told = written(line);

        assertThat(told.path("message").asText())
                .isEqualTo("task=t-1 attempt=2 lost=1 block=b-1 exit=\"a\nb\"");
        assertThat(told.path("task_id").asText()).isEqualTo("t-1");
        assertThat(told.path("attempt").asText()).isEqualTo("2");
        assertThat(told.path("block_id").asText()).isEqualTo("b-1");
        assertThat(told.path("endpoint_id").asText()).isEqualTo("e-1");
        assertThat(told.path("level").asText()).isEqualTo("WARN");
        assertThat(told.path("at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    @Test
    void anErrorComesWithItsTraceOnTheSameLine() {
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, "tick", "x");
        line.setThrown(new IllegalStateException("broken"));

        assertThat(written(line).path("trace").asText())
                .contains("IllegalStateException: broken", "\tat ");
    }

    @Test
    void theEnvironmentGoesBeforeTheConfiguration() {
        assertThat(LogFormat.json(Map.of(), true)).isTrue();
        assertThat(LogFormat.json(Map.of("BEAMLET_LOG_FORMAT", "text"), true)).isFalse();
        assertThat(LogFormat.json(Map.of("BEAMLET_LOG_FORMAT", "json"), false)).isTrue();
        assertThatThrownBy(() -> LogFormat.json(Map.of("BEAMLET_LOG_FORMAT", "xml"), false))
                .hasMessageContaining("BEAMLET_LOG_FORMAT is 'xml'");
    }
}
