package org.beamlet.cloud.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.Test;

class FunctionBodyTest {
    private static TaskTerms terms(String metadata) {
        return FunctionBody.of("2\n01", metadata).terms();
    }

    @Test
    void thePythonThatRegisteredIsTold() {
        assertThat(terms("{\"python_version\": \"3.11.4\", \"sdk_version\": \"4.19.0\"}"))
                .isEqualTo(TaskTerms.ofPython("3.11.4"));
    }

    @Test
    void whatWasRegisteredAsIdempotentMayRunAgain() {
        assertThat(terms("{\"idempotent\": true}").mayRunAgain()).isTrue();
        assertThat(terms("{\"idempotent\": false}")).isEqualTo(TaskTerms.NONE);
        assertThat(terms("{\"idempotent\": true, \"python_version\": \"3.11.4\"}"))
                .isEqualTo(new TaskTerms("3.11.4", null, null, true));
    }

    @Test
    void ofACatalogFunctionTheEndpointKnowsItself() {
        String code = new FunctionCode("diagnostics.append", "1.0.0").packed();

        assertThat(FunctionBody.of(code, "{\"idempotent\": true}").terms())
                .isEqualTo(TaskTerms.NONE);
    }

    @Test
    void withoutOneNothingIs() {
        assertThat(FunctionBody.of("2\n01", null).terms()).isEqualTo(TaskTerms.NONE);
        assertThat(terms("{}")).isEqualTo(TaskTerms.NONE);
        assertThat(terms("{\"python_version\": null}")).isEqualTo(TaskTerms.NONE);
        assertThat(terms("{\"python_version\": \"%s\"}".formatted("9".repeat(5000))))
                .isEqualTo(TaskTerms.NONE);
    }
}
