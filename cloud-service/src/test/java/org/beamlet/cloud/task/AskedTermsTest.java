package org.beamlet.cloud.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.task.TaskTerms;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTermsTest {
    private static @Nullable String terms(String body, boolean beamlet) {
        return AskedTerms.of(Json.read(body, SubmitRequest.class), beamlet);
    }

    private static TaskTerms read(String body) {
        return TaskTerms.parse(String.valueOf(terms(body, true)));
    }

    @Test
    void aSubmissionSaysHowLongItsTasksMayRunAndWhichComeFirst() {
        assertThat(read("{\"task_terms\": {\"task_seconds\": 1.5, \"priority\": -2}}"))
                .isEqualTo(new TaskTerms(null, 1.5, -2));
        assertThat(terms("{}", true)).isNull();
        assertThat(terms("{\"task_terms\": {}}", true)).isNull();
    }

    @Test
    void theKeyOfParslIsReadToo() {
        assertThat(read("{\"resource_specification\": {\"priority\": 7, \"num_nodes\": 2}}"))
                .isEqualTo(new TaskTerms(null, null, 7));
        assertThat(
                        read(
                                """
                                {"resource_specification": {"priority": 7},
                                 "task_terms": {"priority": 1}}
                                """))
                .isEqualTo(new TaskTerms(null, null, 1));
    }

    @Test
    void anAgentThatIsNotBeamletsReadsItsSpecificationItselfAndGetsNoTerms() {
        assertThat(terms("{\"resource_specification\": {\"priority\": \"high\"}}", false)).isNull();
        assertThatThrownBy(() -> terms("{\"task_terms\": {\"task_seconds\": 5}}", false))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("not Beamlet's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"task_terms\": 3}",
                "{\"task_terms\": {\"task_seconds\": 0}}",
                "{\"task_terms\": {\"task_seconds\": \"60\"}}",
                "{\"task_terms\": {\"task_seconds\": 1e12}}",
                "{\"task_terms\": {\"priority\": 1.5}}",
                "{\"task_terms\": {\"priority\": 99999999999}}",
                "{\"task_terms\": {\"python_version\": \"3.12\"}}",
                "{\"resource_specification\": {\"priority\": \"high\"}}"
            })
    void whatCannotBeHeededIsRefused(String body) {
        assertThatThrownBy(() -> terms(body, true))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("send {");
    }
}
