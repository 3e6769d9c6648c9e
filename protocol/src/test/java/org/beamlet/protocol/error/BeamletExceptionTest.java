package org.beamlet.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.ErrorBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BeamletExceptionTest {
    @Test
    void theMessageIsOneLineOfWhatAndRemedy() {
        var error =
                new BeamletException(
                        ErrorCode.SUBMIT_REJECTED,
                        "sbatch: error:\n  invalid partition\n",
                        "compare the partition with `sinfo -s`");

        assertThat(error)
                .hasMessage(
                        "sbatch: error: invalid partition; compare the partition with `sinfo -s`");
        assertThat(error.kind()).isEqualTo(ErrorKind.SITE);
    }

    @Test
    void theErrorBodyServesTodaysAndFormerReaders() {
        var error =
                new BeamletException(ErrorCode.TASK_NOT_FOUND, "Task 7 not found", "check the id");

        var body = Json.mapper().valueToTree(ErrorBody.of(error, "r-1"));

        assertThat(body.get("code").isTextual()).isTrue();
        assertThat(body.get("code").asText()).isEqualTo("TASK_NOT_FOUND");
        assertThat(body.get("message").asText()).isEqualTo("Task 7 not found; check the id");
        assertThat(body.get("reason")).isEqualTo(body.get("message"));
        assertThat(body.get("http_status_code").asInt()).isEqualTo(404);
        assertThat(body.get("status").asText()).isEqualTo("Failed");
        assertThat(body.get("request_id").asText()).isEqualTo("r-1");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theStatusFollowsWhoMustAct(ErrorCode code) {
        if (code.kind() == ErrorKind.USER) {
            assertThat(code.httpStatus()).isBetween(400, 499);
        } else {
            assertThat(code.httpStatus()).isGreaterThanOrEqualTo(409);
        }
    }
}
