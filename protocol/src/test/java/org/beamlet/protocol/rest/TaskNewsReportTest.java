package org.beamlet.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;

class TaskNewsReportTest {
    @Test
    void partialResultsTravelAndAreReadBack() {
        TaskNewsReport report =
                new TaskNewsReport(
                        List.of(),
                        List.of(),
                        List.of(
                                new TaskNewsReport.Partial(
                                        "t", 1, 3, Json.read("{\"frames\": [1, 2]}"))));

        TaskNewsReport back = Json.convert(Json.read(Json.write(report)), TaskNewsReport.class);

        assertThat(back).isEqualTo(report);
        assertThat(back.isEmpty()).isFalse();
    }

    @Test
    void anAgentThatKnowsOfNoneAndAServiceThatKnowsOfNoneUnderstandTheRest() {
        TaskNewsReport old =
                Json.convert(Json.read("{\"progress\": [], \"output\": []}"), TaskNewsReport.class);

        assertThat(old.partials()).isEmpty();
        assertThat(Json.write(old)).isEqualTo("{\"progress\":[],\"output\":[]}");
    }
}
